import { expect, test } from 'vitest'
import { HEIGHT, picture, scale } from './bars'

const OUTCOMES = ['met', 'no_answer']
const day = (at: Record<number, number[]>) => Array.from({ length: 24 }, (_, hour) => at[hour] ?? [0, 0])

test('a bar is as high as its share, and its parts stand on one another', () => {
  const { bars, lines } = picture(day({ 18: [3, 1] }), OUTCOMES)
  const bar = bars.find((one) => one.hour === 18)
  expect(bar?.total).toBe(4)
  expect(lines.at(-1)).toEqual({ count: 4, y: 0 })
  expect(bar?.parts).toEqual([
    { outcome: 'met', count: 3, y: HEIGHT / 4, height: (HEIGHT * 3) / 4 },
    { outcome: 'no_answer', count: 1, y: 0, height: HEIGHT / 4 },
  ])
})

test('hours outside the working day are shown when something came in', () => {
  const hours = (at: Record<number, number[]>) => picture(day(at), OUTCOMES).bars.map((bar) => bar.hour)
  expect(hours({})).toEqual(Array.from({ length: 16 }, (_, at) => at + 7))
  expect(hours({ 2: [1, 0], 23: [1, 0] })).toHaveLength(22)
})

test('nothing is lost of a day: all bars together are all visits', () => {
  const byHour = day({ 0: [1, 2], 9: [0, 5], 21: [7, 0] })
  const { bars } = picture(byHour, OUTCOMES)
  expect(bars.reduce((sum, bar) => sum + bar.total, 0)).toBe(15)
})

test('lines stand at round numbers and reach the highest bar', () => {
  expect(scale(0)).toEqual([1, 2])
  expect(scale(3)).toEqual([1, 2, 3])
  expect(scale(37)).toEqual([10, 20, 30, 40])
  expect(scale(99_999).at(-1)).toBeGreaterThanOrEqual(99_999)
})
