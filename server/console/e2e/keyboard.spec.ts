import type { Page } from '@playwright/test'
import { expect, test } from './fixture'
import { sheets } from './town'

/** Goes on with the Tab key until something with this name has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    const words = await page.evaluate(() => {
      const at = document.activeElement
      // Between the last and the first, nothing has the focus.
      if (at === document.body) return ''
      const labelled = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : ''
      const by = document.getElementById(at?.getAttribute('aria-labelledby') ?? '')?.textContent
      return `${at?.getAttribute('aria-label') ?? ''} ${by ?? labelled ?? ''} ${at?.textContent ?? ''}`
    })
    if (name.test(words)) return
  }
  throw new Error(`the Tab key never reaches ${name}`)
}

test('the whole way from the menu to a corrected household needs no mouse', async ({ desk }) => {
  await desk.keyboard.press('Tab')
  await expect(desk.getByRole('link', { name: '跳到正文' })).toBeFocused()
  await tabTo(desk, /找住户/)
  await desk.keyboard.type('ahy1-1-101')
  await desk.keyboard.press('Enter')
  await expect(desk.getByRole('heading', { name: /查找/ })).toBeVisible()
  await tabTo(desk, /安和苑.*101/)
  await desk.keyboard.press('Enter')
  await expect(desk.getByRole('heading', { level: 1, name: /安和苑/ })).toBeVisible()
  await tabTo(desk, /^\s*更正\s*$/)
  await desk.keyboard.press('Enter')
  await expect(desk.getByRole('dialog')).toBeVisible()
  await tabTo(desk, /住户意愿/)
  await desk.keyboard.press('Enter')
  await desk.keyboard.press('ArrowDown')
  await desk.keyboard.press('ArrowDown')
  await desk.keyboard.press('Enter')
  await tabTo(desk, /保存更正/)
  await desk.keyboard.press('Enter')
  await expect(desk.getByRole('dialog')).toBeHidden()
  await expect(desk.getByText(/可以再来|先打电话/).first()).toBeVisible()
})

test('a dialog is left with Escape, and the focus goes back', async ({ desk, office }) => {
  await desk.goto(`${office.url}/search?text=ahy1-1-101`)
  await desk.getByRole('link', { name: /安和苑.*101/ }).click()
  await desk.getByRole('button', { name: '更正' }).focus()
  await desk.keyboard.press('Enter')
  await expect(desk.getByRole('dialog')).toBeVisible()
  await desk.keyboard.press('Escape')
  await expect(desk.getByRole('dialog')).toBeHidden()
  await expect(desk.getByRole('button', { name: '更正' })).toBeFocused()
})

test('lists are chosen, looked at and taken without a mouse', async ({ desk }) => {
  await tabTo(desk, /^\s*导入名单\s*$/)
  await desk.keyboard.press('Enter')
  await expect(desk.getByRole('heading', { level: 1, name: '导入名单' })).toBeVisible()
  await tabTo(desk, /住户名单/)
  const chosen = desk.waitForEvent('filechooser')
  await desk.keyboard.press('Enter')
  const more = `${sheets().households}000000001014002,同心里,7,2,702,1,放心户,\n`
  await (await chosen).setFiles({ name: 'households.csv', mimeType: 'text/csv', buffer: Buffer.from(more) })
  await expect(desk.getByText('households.csv')).toBeVisible()
  await tabTo(desk, /看看会改什么/)
  await desk.keyboard.press('Enter')
  await expect(desk.getByRole('heading', { name: '会这样改' })).toBeVisible()
  await tabTo(desk, /逐条看/)
  await desk.keyboard.press('Enter')
  await expect(desk.getByText(/同心里.*702/)).toBeVisible()
  await tabTo(desk, /^\s*导入\s*$/)
  await desk.keyboard.press('Enter')
  await expect(desk.getByText('导入好了')).toBeVisible()
})
