/** Days and instants as people at the office read them. The office's time is Asia/Shanghai, wherever the PC stands. */
import type { Lang } from './text'

const ZONE = 'Asia/Shanghai'
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

function split(at: number): { day: string; clock: string } {
  const of = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]))
  return { day: `${of.year}-${of.month}-${of.day}`, clock: `${of.hour}:${of.minute}` }
}

/** The day of an instant (milliseconds since 1970), as `YYYY-MM-DD`. */
export function dayOf(at: number): string {
  return split(at).day
}

/** A day some days later, as `YYYY-MM-DD`. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** 今天, 昨天, 11月24日; with its year where that is another than this one. */
export function dayText(day: string, now: number, lang: Lang): string {
  const today = dayOf(now)
  if (day === today) return lang === 'zh' ? '今天' : 'Today'
  if (day === plusDays(today, -1)) return lang === 'zh' ? '昨天' : 'Yesterday'
  if (day === plusDays(today, 1)) return lang === 'zh' ? '明天' : 'Tomorrow'
  const [year = '', month = '', date = ''] = day.split('-')
  const [m, d] = [Number(month), Number(date)]
  const isThisYear = year === today.slice(0, 4)
  if (lang === 'zh') return `${isThisYear ? '' : `${year}年`}${m}月${d}日`
  return `${d} ${MONTHS[m - 1] ?? month}${isThisYear ? '' : ` ${year}`}`
}

/** 今天 18:32. */
export function instantText(at: number, now: number, lang: Lang): string {
  const { day, clock } = split(at)
  return `${dayText(day, now, lang)} ${clock}`
}
