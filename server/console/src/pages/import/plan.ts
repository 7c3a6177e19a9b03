/** What lists would do, as rows of words and counts. */
import type { ImportPlan } from '@/api/types'

/** In the order shown; what stays the same is no change. */
const KINDS = [
  'grids_added',
  'grids_changed',
  'grids_ended',
  'persons_changed',
  'posts_started',
  'posts_ended',
  'posts_moved',
  'posts_changed',
  'households_added',
  'households_moved',
  'households_rebundled',
  'households_missing',
] as const satisfies (keyof ImportPlan)[]

/** The kinds of change that happen at all, with how often. */
export function rows(plan: ImportPlan): { kind: (typeof KINDS)[number]; count: number }[] {
  return KINDS.map((kind) => ({ kind, count: plan[kind] })).filter((row) => row.count > 0)
}
