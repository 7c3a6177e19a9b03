/** What the tests share: an office that serves, a guard on what the page may do, and logging in. */
import { test as base, expect, type Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Office } from './programs'
import { OFFICE } from './town'

interface Fixtures {
  office: Office
  /** A page on which somebody of the office is logged in. */
  desk: Page
  /** What the page did that it must not; the test fails if there is anything. */
  offences: string[]
}

export const test = base.extend<Fixtures>({
  // Playwright reads the names of what a fixture uses from this pattern, so an empty one is not nothing.
  office: async ({}, use) => {
    const place = mkdtempSync(join(tmpdir(), 'lianxin-console-'))
    const office = await Office.make(place)
    await office.serve()
    await use(office)
    await office.stop()
    rmSync(place, { recursive: true, force: true })
  },
  offences: [
    async ({ page, office }, use) => {
      const offences: string[] = []
      guard(page, office, offences)
      await use(offences)
      expect(offences, 'what the page must not do').toEqual([])
    },
    { auto: true },
  ],
  desk: async ({ page, office }, use) => {
    await page.goto(await office.link(OFFICE, true))
    await expect(page).toHaveURL(/\/today$/)
    await use(page)
  },
})

/** Notes every error of the page, every breach of its policy, and every question to somebody else. */
function guard(page: Page, office: Office, offences: string[]): void {
  page.on('pageerror', (error) => offences.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // A refused request is told to people in the page; Chromium repeats its status on the console.
    const isRefusal = /the server responded with a status of 4\d\d/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isRefusal) offences.push(`${message.type()}: ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${office.url}/`) && !/^(data|blob):/.test(url)) offences.push(`another origin: ${url}`)
  })
  page.on('dialog', (dialog) => {
    offences.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
}

export { expect }
