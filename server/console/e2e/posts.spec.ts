import { expect, test } from './fixture'
import type { Office } from './programs'
import { OFFICE, OTHER_WORKER, sheets } from './town'

const SECOND = '000000001015'
const SECOND_GRID = `${SECOND}001`

/** The clerk of the first community works in a second one too. */
async function secondPost(office: Office): Promise<void> {
  const lists = sheets()
  await office.take({
    grids: `${lists.grids}${SECOND_GRID},平和一网格,基础,${SECOND},平和社区（演示）,310,1010,2026-01-01\n`,
    people: `${lists.people}${OFFICE},周文清（演示）,000-100100,社区办公室,${SECOND},2026-01-01,,\n${OTHER_WORKER},赵晓梅（演示）,000-100104,网格员,${SECOND_GRID},2026-01-01,,\n`,
    households: `${lists.households}${SECOND_GRID},平和里,1,1,101,1,放心户,\n`,
  })
}

test('what is shown follows the post, in every window of the browser', async ({ office, desk }) => {
  await expect(desk.getByText('安和社区（演示）').first()).toBeVisible()
  await secondPost(office)
  await desk.goto(`${office.url}/account`)
  const other = await desk.context().newPage()
  await other.goto(`${office.url}/grids`)
  await expect(other.getByRole('link', { name: /安和一网格/ })).toBeVisible()

  const posts = desk.getByRole('region', { name: '岗位' })
  await expect(posts.getByRole('listitem').filter({ hasText: '安和社区' })).toContainText('现在')
  await posts.getByRole('listitem').filter({ hasText: '平和社区' }).getByRole('button').click()
  await expect(desk).toHaveURL(/\/today$/)
  await expect(desk.getByRole('banner')).toContainText('平和社区（演示）')
  await desk.getByRole('link', { name: '网格', exact: true }).click()
  await expect(desk.getByRole('link', { name: /平和一网格/ })).toBeVisible()
  await expect(desk.getByRole('link', { name: /安和一网格/ })).toHaveCount(0)
  await desk.getByRole('searchbox').fill('101')
  await desk.getByRole('searchbox').press('Enter')
  await expect(desk.getByRole('link', { name: /平和里/ })).toBeVisible()
  await expect(desk.getByRole('main')).not.toContainText('安和苑')
  await desk.getByRole('link', { name: /平和里/ }).click()
  await expect(desk.getByRole('link', { name: '平和一网格' })).toBeVisible()

  await expect(other.getByRole('banner')).toContainText('平和社区（演示）')
  await other.getByRole('link', { name: '网格', exact: true }).click()
  await expect(other.getByRole('link', { name: /平和一网格/ })).toBeVisible()
})

test('news of the new post comes in, and none of the old one', async ({ office, desk }) => {
  await secondPost(office)
  await desk.goto(`${office.url}/account`)
  await desk.getByRole('listitem').filter({ hasText: '平和社区' }).getByRole('button').click()
  await expect(desk.getByTestId('visits')).toHaveText('0')
  const phone = await office.phone(OTHER_WORKER)
  await phone.visit('平和里1-1-101', 'met')
  await phone.visit('同心里1-1-101', 'met')
  await phone.sync()
  await expect(desk.getByTestId('visits')).toHaveText('1')
})
