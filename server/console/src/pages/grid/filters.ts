/** What a grid's page shows, as its address says it. */
import { isDay } from '@/texts/dates'
import { titles } from '@/texts/words'
import { choice, day, flag, page, text, word, type Params } from '@/url/query'

export const VIEWS = ['households', 'visits', 'roster'] as const

export interface GridFilters {
  view: (typeof VIEWS)[number]
  text: string
  class: string
  wish: string
  need: string
  outcome: string
  from: string
  to: string
  disputed: boolean
  gone: boolean
  page: number
}

const words = (list: 'class' | 'wish' | 'outcome') => titles(list).map((one) => one.word)

export const gridFilters: Params<GridFilters> = {
  view: choice(VIEWS),
  text,
  class: word(words('class')),
  wish: word(words('wish')),
  need: text,
  outcome: word(words('outcome')),
  from: day(isDay),
  to: day(isDay),
  disputed: flag,
  gone: flag,
  page,
}

/** Households and other rows on one page, as the office gives them. */
export const HOUSEHOLDS = 20
export const ROWS = 50
