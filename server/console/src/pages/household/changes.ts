/** What a correction changes of a household: only what differs is sent, so that nothing else is written anew. */
import type { Household, Schemas } from '@/api/types'

export interface Form {
  class: string
  wish: string
  /** Need codes, divided by blanks or commas of either script. */
  needs: string
}

export function changes(household: Pick<Household, 'class' | 'wish' | 'needs'>, form: Form): Partial<Schemas['HouseholdRequest']> {
  const needs = new Set(form.needs.split(/[\s、，,；;]+/).filter(Boolean))
  const added = [...needs].filter((need) => !household.needs.includes(need))
  const dropped = household.needs.filter((need) => !needs.has(need))
  return {
    ...(form.class && form.class !== household.class && { class: form.class }),
    ...(form.wish && form.wish !== household.wish && { wish: form.wish }),
    ...(added.length > 0 && { add_needs: added }),
    ...(dropped.length > 0 && { drop_needs: dropped }),
  }
}
