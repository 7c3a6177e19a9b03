import { household, PAGES, settle } from './addresses'
import { expect, test } from './fixture'
import { GRID } from './town'

/** Milliseconds that every answer of the slow server takes. */
const SLOW = 1_500
/** Pages that read nothing before they are there. */
const SILENT = ['import', 'lost']

test('while a slow server answers, every page says that it is reading', async ({ office, desk }) => {
  test.setTimeout(240_000)
  const home = await household(desk, office)
  await desk.route('**/api/**', async (route) => {
    await new Promise((done) => setTimeout(done, SLOW))
    await route.continue().catch(() => undefined)
  })
  const silent: string[] = []
  const says = (within: string) => desk.locator(within).getByText('正在读取', { exact: true }).first().waitFor({ timeout: 2 * SLOW })
  for (const [name, address] of PAGES) {
    await desk.goto(`${office.url}${address.replace('household', home)}`)
    await says('main').catch(() => silent.push(`${name}: before it opens`))
    if (!SILENT.includes(name)) await says('#main').catch(() => silent.push(name))
    await settle(desk)
  }
  expect(silent).toEqual([])
})

test('a list that answers an earlier question says so until the new answer is there', async ({ office, desk }) => {
  await desk.goto(`${office.url}/grids/${GRID}`)
  await expect(desk.getByRole('link', { name: /安和苑 1/ }).first()).toBeVisible()
  await desk.route('**/api/**', async (route) => {
    await new Promise((done) => setTimeout(done, SLOW))
    await route.continue().catch(() => undefined)
  })
  await desk.getByLabel('楼栋、门牌').fill('安和苑3栋')
  const reading = desk.getByRole('main').getByText('正在读取', { exact: true })
  await expect(reading).toBeVisible()
  await expect(desk.getByRole('link', { name: /安和苑 1/ }).first()).toBeVisible()
  await expect(reading).toBeHidden()
  await expect(desk.getByRole('link', { name: /安和苑 1/ })).toHaveCount(0)
})

test('who is logged in is not sent to log in because the office does not answer', async ({ office, desk }) => {
  await desk.route('**/api/v1/me', (route) => route.fulfill({ status: 408, json: { code: 'request.timed_out' } }))
  await desk.goto(`${office.url}/grids/${GRID}?view=roster`)
  await expect(desk.getByText('等得太久了，请再试一次。')).toBeVisible()
  await desk.unroute('**/api/v1/me')
  await desk.getByRole('button', { name: '再试一次' }).click()
  await expect(desk.getByRole('row', { name: /李春燕/ })).toBeVisible()
  await expect(desk).toHaveURL(/view=roster$/)
})
