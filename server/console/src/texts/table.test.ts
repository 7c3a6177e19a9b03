import { expect, test } from 'vitest'
import { table } from './table'

const chapters = import.meta.glob<Record<string, Record<string, readonly [string, string]>>>('./table/*.ts', { eager: true })
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()

test('no chapter takes a key of another', () => {
  const keys = Object.values(chapters).flatMap((chapter) => Object.values(chapter).flatMap((texts) => Object.keys(texts)))
  expect(new Set(keys).size).toBe(keys.length)
  expect(Object.keys(table).length).toBe(keys.length)
})

test.each(Object.entries(table))('%s speaks both languages alike', (key, [zh, en]) => {
  expect(zh.trim()).toBe(zh)
  expect(zh).not.toBe('')
  expect(places(en)).toEqual(places(zh))
  expect(`${zh}${en}`).not.toMatch(/[!！]/)
  expect(en.replace(/语言/, '')).not.toMatch(/[\u3000-\u9fff\uff00-\uffef]/)
  if (!key.startsWith('lang.')) expect(zh).not.toMatch(/[,?()]/)
})
