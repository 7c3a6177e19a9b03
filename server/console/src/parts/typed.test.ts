import { expect, test } from 'vitest'
import { plain, sixDigits } from './typed'

test('digits that an input method left wide are digits', () => {
  expect(sixDigits('１２３４５６')).toBe('123456')
  expect(sixDigits(' 123 456 ')).toBe('123456')
  expect(plain(' Ｐ００００１')).toBe('P00001')
})

test('fewer, more and other than six digits are none', () => {
  for (const typed of ['', '12345', '1234567', '12345a', '一二三四五六']) expect(sixDigits(typed)).toBeNull()
})
