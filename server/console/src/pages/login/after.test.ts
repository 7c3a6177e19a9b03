import { expect, test } from 'vitest'
import { after } from './after'

test('only a page of this office is gone to after logging in', () => {
  expect(after('/grids/1?view=visits')).toBe('/grids/1?view=visits')
  for (const strange of ['//evil.example', '/\\evil.example', 'https://evil.example', '', null, undefined]) {
    expect(after(strange)).toBe('/today')
  }
})
