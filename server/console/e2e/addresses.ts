/** Every page of the office's page, and when it is there. */
import type { Page } from '@playwright/test'
import { expect } from './fixture'
import type { Office } from './programs'
import { GRID } from './town'

/** Names and addresses; `household` stands for the address of one. */
export const PAGES: [name: string, address: string][] = [
  ['today', '/today'],
  ['grids', '/grids'],
  ['households', `/grids/${GRID}`],
  ['visits', `/grids/${GRID}?view=visits`],
  ['roster', `/grids/${GRID}?view=roster`],
  ['household', 'household'],
  ['history', 'household?view=history'],
  ['reads', 'household?view=reads'],
  ['held', '/review'],
  ['disputed', '/review?list=disputed'],
  ['flagged', '/review?list=flagged'],
  ['refused', '/review?list=refused'],
  ['phones', '/phones'],
  ['waiting', '/phones?view=waiting'],
  ['invite', '/phones/invite'],
  ['import', '/import'],
  ['search', '/search?text=ahy1'],
  ['nothing-found', '/search?text=zzzz'],
  ['account', '/account'],
  ['lost', '/no-such-page'],
]

/** Waits until everything that is read for a page has come, is painted, and stands still. */
export async function settle(page: Page): Promise<void> {
  await expect(page.getByRole('heading').or(page.getByText(/没有内容|nothing here/)).first()).toBeVisible()
  await expect(page.getByText(/^(正在读取|Loading)$/)).toHaveCount(0)
  await painted(page)
}

/** Waits for fonts and for two frames, after which what is there has been painted. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    for (let frames = 0; frames < 2; frames++) await new Promise((painted) => requestAnimationFrame(painted))
  })
}

/** The address of a household of the first grid. */
export async function household(page: Page, office: Office): Promise<string> {
  await page.goto(`${office.url}/search?text=ahy1-1-101`)
  await page.getByRole('link', { name: /安和苑.*101/ }).first().click()
  await page.waitForURL(/\/households\//)
  return new URL(page.url()).pathname
}
