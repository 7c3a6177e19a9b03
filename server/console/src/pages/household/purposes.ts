/** What a household is looked at for. */
import { t } from '@/texts'
import { PURPOSES } from './filters'

/** A purpose in words; one of a later version stays as it is. */
export function purposeWords(purpose: string): string {
  const known = PURPOSES.find((one) => one === purpose)
  return known ? t(`purpose.${known}`) : purpose
}
