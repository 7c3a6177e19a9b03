/** The picture of a day: visits that came in, by hour, one bar an hour, divided by outcome. */

export interface Part {
  outcome: string
  count: number
  /** From the top, in units of the picture. */
  y: number
  height: number
}

export interface Bar {
  hour: number
  total: number
  x: number
  parts: Part[]
}

export interface Picture {
  bars: Bar[]
  /** Round numbers for the lines behind the bars, with their height from the top. */
  lines: { count: number; y: number }[]
  step: number
}

export const WIDTH = 720
export const HEIGHT = 180
/** Hours that are always shown; others only where something came in. */
const FROM = 7
const TO = 22

/** Builds the picture from a row of counts an hour, in the order of these outcomes. */
export function picture(byHour: readonly (readonly number[])[], outcomes: readonly string[]): Picture {
  const totals = byHour.map((row) => row.reduce((sum, count) => sum + count, 0))
  const busy = totals.flatMap((total, hour) => (total > 0 ? [hour] : []))
  const [from, to] = [Math.min(FROM, ...busy), Math.max(TO, ...busy)]
  const lines = scale(Math.max(0, ...totals))
  const top = lines.at(-1) ?? 1
  const step = WIDTH / (to - from + 1)
  const bars = Array.from({ length: to - from + 1 }, (_, at) => bar(byHour[from + at] ?? [], outcomes, from + at, at * step, top))
  return { bars, step, lines: lines.map((count) => ({ count, y: HEIGHT - (count / top) * HEIGHT })) }
}

function bar(row: readonly number[], outcomes: readonly string[], hour: number, x: number, top: number): Bar {
  let y = HEIGHT
  const parts = outcomes.map((outcome, at) => {
    const count = row[at] ?? 0
    const height = (count / top) * HEIGHT
    y -= height
    return { outcome, count, y, height }
  })
  return { hour, x, total: row.reduce((sum, count) => sum + count, 0), parts: parts.filter((part) => part.count > 0) }
}

/** Round numbers up to at least the highest: 0 is not among them. */
export function scale(highest: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => size * 4 >= highest) ?? Math.ceil(highest / 4)
  const count = Math.max(2, Math.ceil(highest / step))
  return Array.from({ length: count }, (_, at) => (at + 1) * step)
}
