import { expect, test } from './fixture'
import { WORKER } from './town'

test('the page counts the visits of phones as they sync, without being loaded again', async ({ office, desk }) => {
  await expect(desk.getByTestId('visits')).toHaveText('0')
  const phone = await office.phone(WORKER)
  // How many is another number every day, so that no number can be written down beforehand.
  const count = 3 + (new Date().getDate() % 5)
  for (let at = 0; at < count; at++) {
    await phone.visit(`安和苑${(at % 3) + 1}-1-${Math.floor(at / 3) + 1}01`, ['met', 'no_answer', 'declined'][at % 3] ?? 'met')
  }
  await phone.sync()
  await expect(desk.getByTestId('visits')).toHaveText(String(count))
  await expect(desk.getByRole('img', { name: /各小时/ })).toBeVisible()
})
