import { expect, test } from './fixture'
import { WORKER } from './town'

const REASON = '请写清是哪一户'

test('what a lost phone sends is held, returned with a reason, and its author is told', async ({ office, desk }) => {
  const phone = await office.phone(WORKER)
  await desk.getByRole('link', { name: '手机', exact: true }).click()
  const row = desk.getByRole('row', { name: /李春燕/ })
  await row.getByRole('button', { name: '报遗失' }).click()
  await desk.getByRole('dialog').getByRole('button', { name: '报遗失' }).click()
  await expect(row.getByText(/报遗失/).first()).toBeVisible()

  await phone.visit('安和苑1-1-101', 'met', '--note', '门口换了灯泡')
  await phone.visit('安和苑1-1-102', 'no_answer')
  await phone.sync().catch(() => undefined)

  await desk.getByRole('link', { name: '待处理', exact: true }).click()
  const entry = desk.getByRole('article').filter({ hasText: '门口换了灯泡' })
  await expect(entry).toContainText('这部手机报过遗失')
  await entry.getByRole('button', { name: '退回并说明' }).click()
  const dialog = desk.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: '退回并说明' })).toBeDisabled()
  await dialog.getByLabel('说明').fill(REASON)
  await dialog.getByRole('button', { name: '退回并说明' }).click()
  await expect(entry).toBeHidden()
  const other = desk.getByRole('article').filter({ hasText: '无人在家' })
  await other.getByRole('button', { name: '采纳' }).click()
  await expect(desk.getByText('没有等着决定的')).toBeVisible()

  await desk.getByRole('link', { name: '手机', exact: true }).click()
  await row.getByRole('button', { name: '找回了' }).click()
  await expect(row.getByText('正常')).toBeVisible()
  await phone.sync()
  expect(JSON.stringify(await phone.ask('attention'))).toContain(REASON)

  await desk.goto(`${office.url}/review?list=refused`)
  await expect(desk.getByRole('article').filter({ hasText: REASON })).toBeVisible()
})
