import { expect, test } from './fixture'
import { sheets, WORKER } from './town'

test('who has looked at a doubtful entry, and when, stands in the history', async ({ office, desk }) => {
  const phone = await office.phone(WORKER)
  const lists = sheets()
  await office.take({ ...lists, people: lists.people.split('\n').filter((row) => !row.startsWith(WORKER)).join('\n') })
  // The phone does not know yet that the post has ended.
  await phone.visit('安和苑1-1-101', 'met', '--note', '门口换了灯泡')
  await phone.sync().catch(() => undefined)

  await desk.goto(`${office.url}/review?list=flagged`)
  const entry = desk.getByRole('article').filter({ hasText: '门口换了灯泡' })
  await entry.getByRole('link', { name: /安和苑/ }).click()
  await desk.getByRole('article').getByRole('link', { name: '经过' }).click()
  await expect(desk.getByText('送到时岗位已有变动')).toBeVisible()
  const looked = desk.getByText(/^周文清（演示） 今天 \d\d:\d\d 看过$/)
  await expect(looked).toHaveCount(0)

  await desk.goto(`${office.url}/review?list=flagged`)
  await entry.getByRole('button', { name: '看过了' }).click()
  await expect(entry).toBeHidden()
  await desk.goBack()
  await expect(looked).toBeVisible()
})
