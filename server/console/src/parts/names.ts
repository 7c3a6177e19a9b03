/** People as the page names them. */
import type { Person } from '@/api/types'
import { t } from '@/texts'

/** The name; where it has been dropped, the number; where that too has been, a word that says so. */
export function personName(person: Person): string {
  return person.name ?? person.number ?? t('common.unnamed')
}
