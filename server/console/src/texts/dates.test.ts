import { expect, test } from 'vitest'
import { dayOf, dayText, instantText, isDay, plusDays } from './dates'

// 2026-11-24 18:32 in Shanghai.
const NOW = Date.UTC(2026, 10, 24, 10, 32)

test('the office’s day is that of Shanghai, wherever the computer stands', () => {
  expect(dayOf(Date.UTC(2026, 10, 23, 15, 59))).toBe('2026-11-23')
  expect(dayOf(Date.UTC(2026, 10, 23, 16, 0))).toBe('2026-11-24')
})

test('days near today have names, others their date, and another year is said', () => {
  const said = (day: string) => [dayText(day, NOW, 'zh'), dayText(day, NOW, 'en')]
  expect(said('2026-11-24')).toEqual(['今天', 'Today'])
  expect(said('2026-11-23')).toEqual(['昨天', 'Yesterday'])
  expect(said('2026-11-25')).toEqual(['明天', 'Tomorrow'])
  expect(said('2026-11-02')).toEqual(['11月2日', '2 Nov'])
  expect(said('2025-11-24')).toEqual(['2025年11月24日', '24 Nov 2025'])
})

test('an instant is said with its day and clock', () => {
  expect(instantText(NOW, NOW, 'zh')).toBe('今天 18:32')
  expect(instantText(NOW - 86_400_000, NOW, 'en')).toBe('Yesterday 18:32')
})

test('midnight is 00:00 of the new day', () => {
  expect(instantText(Date.UTC(2026, 10, 23, 16, 0), NOW, 'zh')).toBe('今天 00:00')
})

test('days are counted over ends of months and years, and read strictly', () => {
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(plusDays('2028-03-01', -1)).toBe('2028-02-29')
  expect([isDay('2026-02-28'), isDay('2026-02-30'), isDay('26-2-3'), isDay('')]).toEqual([true, false, false, false])
})
