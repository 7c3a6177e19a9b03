import { beforeAll, expect, test, vi } from 'vitest'

// The server's own list of codes: what it can answer, the page can say.
const sources = import.meta.glob<string>(['../../../src/error.rs', '../../../src/error/status.rs'], { query: '?raw', import: 'default', eager: true })
const source = Object.values(sources).join('\n')
const codes = [...source.matchAll(/\("([a-z_]+(?:\.[a-z_]+)?)",\s*(?:S|StatusCode)::/g)].map((found) => found[1] ?? '')
/** Answers to phones alone. */
const ofPhones = /^(enrol|key)\./

beforeAll(() => vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined }))

test.each([...new Set(codes)].filter((code) => !ofPhones.test(code)))('%s has words of its own', async (code) => {
  const { words, Problem } = await import('./problem')
  const said = words(new Problem(code, 400))
  expect(said).not.toContain(code)
  expect(said).not.toBe('')
})

test('the codes were found, and an unknown one is named so that somebody can ask about it', async () => {
  const { words, Problem } = await import('./problem')
  expect(codes.length).toBeGreaterThan(30)
  expect(words(new Problem('later.code', 400))).toContain('later.code')
  expect(words(new TypeError('x'))).toContain('page')
})
