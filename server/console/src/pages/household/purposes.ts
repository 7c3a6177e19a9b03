/** What a household is looked at for, and where it was shown. */
import { t } from '@/texts'
import { PURPOSES } from './filters'

/** A purpose in words; one of a later version stays as it is. */
export function purposeWords(purpose: string): string {
  const known = PURPOSES.find((one) => one === purpose)
  return known ? t(`purpose.${known}`) : purpose
}

const SHOWN = ['household', 'households', 'visits', 'today', 'entries', 'disputed', 'history', 'search', 'written', 'command_line'] as const

/** What was shown, in words; one of a later version stays as it is. */
export function whatWords(what: string): string {
  const known = SHOWN.find((one) => one === what)
  return known ? t(`read.${known}`) : what
}
