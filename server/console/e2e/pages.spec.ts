import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { household, PAGES, settle } from './addresses'
import { evening } from './evening'
import { expect, test } from './fixture'
import { GRID, HOSTILE_ESTATE, HOSTILE_NAME, OFFICE, OTHER_GRID } from './town'

const PICTURES = join(import.meta.dirname, '../../../target/console-pictures')

/** Findings that keep somebody from using the page. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
  return grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`)
}

/** Headings of which a picture of the whole page shows nothing. */
async function unpainted(page: Page, picture: Buffer): Promise<string[]> {
  const { data, width } = PNG.sync.read(picture)
  const pixel = (x: number, y: number) => data.readUInt32BE((y * width + x) * 4)
  const blank: string[] = []
  for (const heading of await page.getByRole('heading').all()) {
    const box = await heading.boundingBox()
    if (!box) continue
    const [left, top] = [Math.ceil(box.x), Math.ceil(box.y)]
    const seen = new Set<number>()
    for (let y = top; y < box.y + box.height - 1; y++) for (let x = left; x < box.x + box.width - 1; x++) seen.add(pixel(x, y))
    if (seen.size < 2) blank.push(await heading.innerText())
  }
  return blank
}

test('every page is readable for everybody, in both languages, light and dark', async ({ office, desk }) => {
  test.setTimeout(400_000)
  mkdirSync(PICTURES, { recursive: true })
  await evening(office)
  const home = await household(desk, office)
  const said: string[] = []
  for (const lang of ['zh', 'en'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      await desk.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await desk.evaluate((chosen) => localStorage.setItem('lianxin.language', chosen), lang)
      for (const [name, address] of PAGES) {
        await desk.goto(`${office.url}${address.replace('household', home)}`)
        await settle(desk)
        const picture = await desk.screenshot({ path: join(PICTURES, `${name}-${lang}-${scheme}.png`), fullPage: true })
        said.push(...(await unpainted(desk, picture)).map((heading) => `${name} ${lang} ${scheme} not painted: ${heading}`))
        said.push(...(await findings(desk)).map((finding) => `${name} ${lang} ${scheme}: ${finding}`))
        const text = await desk.locator('body').innerText()
        // A place that nobody filled, or a key instead of its words.
        for (const broken of text.replaceAll(HOSTILE_ESTATE, '').match(/\{\w+\}|\b(?:today|grid|household|review|phones|invite|import|common|problem)\.[a-z_]+\b|undefined|\[object/g) ?? []) {
          said.push(`${name} ${lang}: ${broken}`)
        }
      }
    }
  }
  expect(said).toEqual([])
})

test('the checks find a field without a name, text that is too faint, and a heading that is not painted', async ({ office, page }) => {
  await page.goto(`${office.url}/login`)
  await settle(page)
  expect(await findings(page)).toEqual([])
  await page.evaluate(() => {
    document.querySelector('label')?.remove()
    document.querySelector('h1')?.setAttribute('id', 'faint')
    const faint = document.getElementById('faint')
    if (faint) faint.style.color = '#eeeeee'
  })
  const said = (await findings(page)).join(' ')
  expect(said).toContain('label:')
  expect(said).toContain('color-contrast:')
  expect(await unpainted(page, await page.screenshot({ fullPage: true }))).toEqual([])
  await page.evaluate(() => document.getElementById('faint')?.style.setProperty('color', 'transparent'))
  expect(await unpainted(page, await page.screenshot({ fullPage: true }))).toEqual(['登录'])
})

test('the login page is readable for everybody, light and dark', async ({ office, page }) => {
  mkdirSync(PICTURES, { recursive: true })
  const said: string[] = []
  const link = await office.link(OFFICE)
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const [name, address] of [['login', `${office.url}/login`], ['link', link]] as const) {
      await page.goto('about:blank')
      await page.goto(address)
      await settle(page)
      await page.screenshot({ path: join(PICTURES, `${name}-zh-${scheme}.png`), fullPage: true })
      said.push(...(await findings(page)).map((finding) => `${name} ${scheme}: ${finding}`))
    }
  }
  expect(said).toEqual([])
})

test('a tablet of 768 px shows every page without scrolling sideways', async ({ office, desk }) => {
  await desk.setViewportSize({ width: 768, height: 1024 })
  const wide: string[] = []
  for (const [name, address] of PAGES.filter(([, address]) => address.startsWith('/'))) {
    await desk.goto(`${office.url}${address}`)
    await settle(desk)
    if (name === 'today' || name === 'phones') await desk.screenshot({ path: join(PICTURES, `${name}-tablet.png`), fullPage: true })
    const over = await desk.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (over > 0) wide.push(`${name}: ${over} px`)
  }
  expect(wide).toEqual([])
})

test('names that try to be markup are shown as text', async ({ office, desk }) => {
  await desk.goto(`${office.url}/grids/${OTHER_GRID}?view=roster`)
  await expect(desk.getByText(HOSTILE_NAME)).toBeVisible()
  await desk.goto(`${office.url}/grids/${GRID}?text=901`)
  await expect(desk.getByText(HOSTILE_ESTATE)).toBeVisible()
  await desk.goto(`${office.url}/search?text=${encodeURIComponent('<img src=x onerror=alert(1)>{n}')}`)
  await expect(desk.getByRole('heading', { level: 1 })).toContainText('<img src=x onerror=alert(1)>{n}')
  expect(await desk.locator('img[src=x]').count()).toBe(0)
})

test('filters and the page stay in the address when the page is loaded again', async ({ office, desk }) => {
  await desk.goto(`${office.url}/grids/${GRID}`)
  await desk.getByLabel('楼栋、门牌').fill('安和苑 3')
  await expect(desk).toHaveURL(/text=/)
  await desk.getByText('也看已不在名册的').click()
  await expect(desk).toHaveURL(/gone=1/)
  const before = await desk.getByRole('table').innerText()
  await desk.reload()
  await expect(desk.getByLabel('楼栋、门牌')).toHaveValue('安和苑 3')
  await expect(desk.getByRole('table')).toHaveText(/安和苑 3/)
  expect(await desk.getByRole('table').innerText()).toBe(before)
})
