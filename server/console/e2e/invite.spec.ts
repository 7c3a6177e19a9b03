import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import type { Locator } from '@playwright/test'
import { join } from 'node:path'
import { expect, test } from './fixture'
import { Phone } from './programs'
import { CHIEF, NEWCOMER, OTHER_WORKER, SECRETARY } from './town'

/** What a camera reads from a QR code on the screen. */
async function scan(code: Locator): Promise<string> {
  const { data, width, height } = PNG.sync.read(await code.screenshot())
  const read = jsQR(new Uint8ClampedArray(data), width, height)
  if (!read) throw new Error('the code on the screen cannot be read')
  return read.data
}

test('a phone beside the clerk scans the code, both compare six digits, and it syncs', async ({ office, desk }) => {
  await desk.getByRole('link', { name: '手机', exact: true }).click()
  await desk.getByRole('link', { name: '登记新手机' }).click()
  await desk.getByRole('radio', { name: /孙一鸣/ }).check()
  await desk.getByRole('button', { name: '显示登记码' }).click()

  const phone = new Phone(join(office.place, 'phone-new'))
  const digits = await phone.enrol(await scan(desk.getByRole('img', { name: /孙一鸣/ })))
  const typed = desk.getByLabel('六位数字')
  await typed.fill(digits === '000000' ? '111111' : '000000')
  await desk.getByRole('button', { name: '一样，确认登记' }).click()
  await expect(desk.getByRole('alert')).toContainText('请核对')
  await typed.fill(digits)
  await desk.getByRole('button', { name: '一样，确认登记' }).click()
  await expect(desk.getByText('孙一鸣（演示）的手机登记好了')).toBeVisible()
  await phone.sync()
  expect(JSON.stringify(await phone.ask('status'))).toContain('000000001014002')
})

test('printed sheets for several people are confirmed together', async ({ office, desk }) => {
  await desk.goto(`${office.url}/phones/invite?kind=sheet`)
  for (const name of [/赵晓梅/, /孙一鸣/]) await desk.getByRole('checkbox', { name }).check()
  await desk.getByRole('button', { name: '生成 2 张登记单' }).click()
  await expect(desk.getByRole('listitem').getByRole('img')).toHaveCount(2)
  await desk.emulateMedia({ media: 'print' })
  await expect(desk.getByRole('button', { name: '打印' })).toBeHidden()
  await expect(desk.getByRole('navigation')).toBeHidden()
  await desk.emulateMedia({ media: null })

  const phones: Phone[] = []
  for (const person of [OTHER_WORKER, NEWCOMER]) {
    const sheet = desk.getByRole('listitem').filter({ hasText: person })
    const phone = new Phone(join(office.place, `phone-${person}`))
    await phone.enrol(await scan(sheet.getByRole('img')))
    phones.push(phone)
  }
  await desk.goto(`${office.url}/phones?view=waiting`)
  await desk.getByRole('checkbox', { name: '选中这一页' }).check()
  await desk.getByRole('button', { name: '确认选中的 2 部' }).click()
  await expect(desk.getByText('没有等着确认的手机')).toBeVisible()
  for (const phone of phones) await phone.sync()
})

test('the secretary sees phones, and no last contact', async ({ office, page }) => {
  await office.phone(CHIEF)
  await page.goto(await office.link(SECRETARY, true))
  await expect(page).toHaveURL(/\/today$/)
  await page.goto(`${office.url}/phones`)
  await expect(page.getByRole('row', { name: /王建民/ })).toBeVisible()
  await expect(page.getByText('最近联系')).toHaveCount(0)
})
