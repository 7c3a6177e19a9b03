import type { Page } from '@playwright/test'
import { expect, test } from './fixture'
import { GRID, NEWCOMER, sheets, type Sheets } from './town'

/** Chooses lists. */
async function choose(page: Page, lists: Partial<Sheets>): Promise<void> {
  for (const [name, label] of [['grids', '网格名单'], ['people', '人员名单'], ['households', '住户名单']] as const) {
    const text = lists[name]
    if (text) await page.getByLabel(label).setInputFiles({ name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) })
  }
  await page.getByRole('button', { name: '看看会改什么' }).click()
}

test('lists with errors say row and column and are not taken; the same put right are', async ({ desk }) => {
  await desk.getByRole('link', { name: '导入名单' }).click()
  const good = sheets()
  const bad = { ...good, people: good.people.replace('网格长', '网格大王') }
  await choose(desk, bad)
  await expect(desk.getByRole('heading', { name: '1 处要先改' })).toBeVisible()
  const row = desk.getByRole('row', { name: /人员名单 5 角色/ })
  await expect(row).toContainText('网格大王')
  await expect(desk.getByRole('button', { name: '导入', exact: true })).toHaveCount(0)

  const more = { ...good, households: `${good.households}000000001014002,同心里,7,2,702,1,放心户,\n` }
  await choose(desk, more)
  await expect(desk.getByRole('heading', { name: '会这样改' })).toBeVisible()
  await expect(desk.getByText('新增住户')).toBeVisible()
  await desk.getByRole('button', { name: '导入', exact: true }).click()
  await expect(desk.getByText('导入好了')).toBeVisible()
  await desk.getByRole('searchbox').fill('同心里7')
  await desk.getByRole('searchbox').press('Enter')
  await expect(desk.getByRole('link', { name: /同心里.*702/ })).toBeVisible()
})

test('an empty list can be had, with headings', async ({ desk }) => {
  await desk.getByRole('link', { name: '导入名单' }).click()
  const waited = desk.waitForEvent('download')
  await desk.getByRole('link', { name: '下载空表' }).first().click()
  expect((await waited).suggestedFilename()).toBe('grids.csv')
})

test('one list alone is taken, and the others stay as they are', async ({ desk, office }) => {
  await desk.getByRole('link', { name: '导入名单' }).click()
  const lists = sheets()
  await choose(desk, { people: `${lists.people}P00099,吴桐（演示）,,网格员,${GRID},2026-01-01,,\n` })
  const plan = desk.getByRole('region', { name: '会这样改' })
  await expect(plan).toContainText('开始任职')
  await expect(plan).not.toContainText(/结束任职|停用网格|没有了的住户/)
  await desk.getByRole('button', { name: '导入', exact: true }).click()
  await expect(desk.getByText('导入好了')).toBeVisible()
  await desk.goto(`${office.url}/grids/${GRID}?view=roster`)
  await expect(desk.getByRole('row', { name: /吴桐/ })).toBeVisible()
  await desk.goto(`${office.url}/search?text=${NEWCOMER}`)
  await expect(desk.getByText('孙一鸣（演示）')).toBeVisible()
  await desk.goto(`${office.url}/search?text=ahy1-1-101`)
  await expect(desk.getByRole('link', { name: /安和苑.*101/ })).toBeVisible()
})

test('the same file can be chosen again once it was put right', async ({ desk }) => {
  await desk.getByRole('link', { name: '导入名单' }).click()
  const input = desk.getByLabel('人员名单')
  await input.setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(sheets().people) })
  await expect(input).toHaveValue(/people\.csv/)
  // A browser tells of a file only if another one stood there before.
  const chooser = desk.waitForEvent('filechooser')
  await desk.getByText('选择文件').nth(1).click()
  await chooser
  await expect(input).toHaveValue('')
  await expect(desk.getByText('people.csv')).toBeVisible()
})
