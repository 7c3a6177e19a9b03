import { expect, test } from './fixture'
import { CHIEF, WORKER } from './town'

test('two people who wrote differently are shown with both values, and one click decides', async ({ office, desk }) => {
  const [worker, chief] = [await office.phone(WORKER), await office.phone(CHIEF)]
  await worker.ask('edit', '安和苑1-1-101', '--wish', 'call_first')
  await chief.ask('edit', '安和苑1-1-101', '--wish', 'no_proactive_visit')
  await worker.sync()
  await chief.sync()

  await expect(desk.getByRole('link', { name: /两人写得不一样/ })).toBeVisible()
  await desk.getByRole('link', { name: /两人写得不一样/ }).click()
  await desk.getByRole('link', { name: '去看看' }).click()
  const conflict = desk.getByRole('region', { name: /两人写得不一样/ })
  await expect(conflict).toContainText('李春燕（演示）')
  await expect(conflict).toContainText('王建民（演示）')
  const wanted = conflict.getByRole('listitem').filter({ hasText: '请不要再来' })
  await wanted.getByRole('button', { name: '采用这个' }).click()
  await expect(conflict).toBeHidden()

  await desk.getByRole('link', { name: '经过', exact: true }).click()
  await expect(desk.getByText('办公室 周文清（演示）')).toBeVisible()
  await expect(desk.getByText(/原来是：先打电话（李春燕/)).toBeVisible()

  await worker.sync()
  expect(JSON.stringify(await worker.ask('household', '安和苑1-1-101'))).toContain('no_proactive_visit')
  expect(JSON.stringify(await worker.ask('conflicts'))).not.toContain('call_first')
})
