/** What a household's page shows, as its address says it. */
import { choice, text, word, type Params } from '@/url/query'

export const VIEWS = ['visits', 'history', 'reads'] as const
export const PURPOSES = ['service', 'review', 'correction', 'request', 'audit'] as const

export interface HouseholdFilters {
  view: (typeof VIEWS)[number]
  /** The record whose history is open; the household itself if none is named. */
  record: string
  /** What the household is looked at for; kept in the access log. */
  purpose: (typeof PURPOSES)[number] | ''
}

export const householdFilters: Params<HouseholdFilters> = { view: choice(VIEWS), record: text, purpose: word(PURPOSES) }
