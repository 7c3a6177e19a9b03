/**
 * Every text of the page, Chinese first, English beside it, in one table of chapters. Tone: calm, plain, no
 * exclamation marks, no blame. Words of closed lists (outcomes, roles, wishes) are not here: see words.ts.
 */
import { account } from './table/account'
import { common } from './table/common'
import { grid } from './table/grid'
import { household } from './table/household'
import { imports } from './table/imports'
import { login } from './table/login'
import { phones } from './table/phones'
import { problems } from './table/problems'
import { review } from './table/review'
import { search } from './table/search'
import { today } from './table/today'

export const table = {
  ...common,
  ...login,
  ...account,
  ...today,
  ...grid,
  ...household,
  ...review,
  ...phones,
  ...imports,
  ...search,
  ...problems,
} as const
