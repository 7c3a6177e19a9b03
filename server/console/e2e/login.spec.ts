import type { Page } from '@playwright/test'
import { code } from './authenticator'
import { expect, test } from './fixture'
import { OFFICE } from './town'

const PASSWORD = '楼下的槐树开了花 2026'

/** Sets up an account by the form that a link has opened; the secret of its authenticator. */
async function setUp(page: Page): Promise<string> {
  const secret = (await page.getByTestId('secret').textContent()) ?? ''
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.getByLabel('再输一遍').fill(PASSWORD)
  await page.getByLabel(/六位数字/).fill(code(secret))
  await page.getByRole('button', { name: '完成并登录' }).click()
  await expect(page.getByRole('heading', { name: '今日', level: 1 })).toBeVisible()
  return secret
}

test('a link sets up an account, whose number, password and code let in again', async ({ office, page }) => {
  await page.goto(await office.link(OFFICE))
  await expect(page.getByRole('heading', { name: '设置登录方式' })).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')
  await expect(page.getByRole('img', { name: '验证器的二维码' })).toBeVisible()

  await page.getByRole('button', { name: '完成并登录' }).click()
  await expect(page.getByText('密码太短')).toBeVisible()
  const secret = await setUp(page)

  await page.getByRole('button', { name: '退出登录' }).click()
  await expect(page).toHaveURL(/\/login$/)
  await page.getByLabel('人员编号').fill(OFFICE)
  await page.getByLabel('密码', { exact: true }).fill('不是这个密码')
  await page.getByLabel('验证码').fill(code(secret, 1))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('不对')
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.getByLabel('验证码').fill(code(secret, 1))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(page.getByRole('heading', { name: '今日', level: 1 })).toBeVisible()
})

test('a page wanted before logging in is shown after it, and without a session nothing is', async ({ office, page }) => {
  await page.goto(`${office.url}/grids?x=1`)
  await expect(page).toHaveURL(/\/login\?to=/)
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible()
  await page.goto(`${office.url}/login#NOTATOKEN`)
  await expect(page.getByText('这个链接用不了')).toBeVisible()
})

test('of one’s sessions, those begun by a link alone are marked, and can be ended', async ({ office, page, browser }) => {
  await page.goto(await office.link(OFFICE))
  await setUp(page)
  const elsewhere = await browser.newPage()
  await elsewhere.goto(await office.link(OFFICE, true))
  await expect(elsewhere).toHaveURL(/\/today$/)

  await page.goto(`${office.url}/account`)
  const sessions = page.getByRole('region', { name: '登录的地方' }).getByRole('listitem')
  await expect(sessions).toHaveCount(2)
  const own = sessions.filter({ hasText: '这台电脑' })
  const other = sessions.filter({ hasNotText: '这台电脑' })
  await expect(own).not.toContainText('凭链接登录')
  await expect(other).toContainText('凭链接登录')
  await other.getByRole('button', { name: '退出' }).click()
  await expect(sessions).toHaveCount(1)
  await elsewhere.goto(`${office.url}/grids`)
  await expect(elsewhere).toHaveURL(/\/login/)
  await elsewhere.close()
})
