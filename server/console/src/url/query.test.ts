import { expect, test } from 'vitest'
import { isDay } from '@/texts/dates'
import { choice, day, flag, page, read, text, word, write, type Params } from './query'

interface Example {
  view: 'households' | 'visits'
  text: string
  outcome: string
  disputed: boolean
  from: string
  page: number
}

const params: Params<Example> = {
  view: choice(['households', 'visits']),
  text,
  outcome: word(['met', 'declined']),
  disputed: flag,
  from: day(isDay),
  page,
}

const nothing: Example = { view: 'households', text: '', outcome: '', disputed: false, from: '', page: 1 }

test('what the address says is read, and written back the same', () => {
  const query = { view: 'visits', text: '3-2', outcome: 'met', disputed: '1', from: '2026-11-24', page: '3' }
  const value = read(params, query)
  expect(value).toEqual({ view: 'visits', text: '3-2', outcome: 'met', disputed: true, from: '2026-11-24', page: 3 })
  expect(write(params, value)).toEqual(query)
})

test('an address without filters says nothing, and nothing is written into it', () => {
  expect(read(params, {})).toEqual(nothing)
  expect(Object.values(write(params, nothing)).filter((said) => said !== undefined)).toEqual([])
})

test('what is no word, day or page is not believed', () => {
  const strange = { view: 'all', outcome: '<img>', from: '2026-02-30', page: '-1', disputed: 'yes' }
  expect(read(params, strange)).toEqual(nothing)
  expect(read(params, { page: '0' }).page).toBe(1)
  expect(read(params, { page: '99999999' }).page).toBe(1)
})

test('of a value said twice the first counts', () => {
  expect(read(params, { text: ['a', 'b'] }).text).toBe('a')
  expect(read(params, { text: [null] }).text).toBe('')
})

test('other parts of the address stay, and a filter that is gone is not written', () => {
  const written = write(params, { ...nothing, text: 'x' }, { open: 'D1', outcome: 'met' })
  expect(written.open).toBe('D1')
  expect(written.text).toBe('x')
  expect(written.outcome).toBeUndefined()
})
