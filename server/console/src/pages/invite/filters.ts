/** Whom to invite and how, as the address says it. */
import { titles } from '@/texts/words'
import { choice, page, text, word, type Params } from '@/url/query'

export interface InviteFilters {
  kind: 'spot' | 'sheet'
  text: string
  role: string
  grid: string
  /** `all` also lists people who have a phone. */
  who: 'without' | 'all'
  page: number
}

export const inviteFilters: Params<InviteFilters> = {
  kind: choice(['spot', 'sheet']),
  text,
  role: word(titles('role').map((one) => one.word)),
  grid: text,
  who: choice(['without', 'all']),
  page,
}

/** People on one page. */
export const SIZE = 50
