import { expect, test } from 'vitest'
import { readAgent } from './agent'

test('a browser is named as people know it', () => {
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0'
  expect(readAgent(edge)).toEqual({ browser: 'Edge', system: 'Windows' })
  expect(readAgent('Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0')).toEqual({ browser: 'Firefox', system: 'Linux' })
  expect(readAgent('<script>')).toBeNull()
})
