/** The office's types as the page names them; every shape is generated from the office's own description. */
import type { components } from './schema'

export type Schemas = components['schemas']
export type Me = Schemas['MeResponse']
export type Person = Schemas['PersonView']
export type Today = Schemas['TodayResponse']
export type Grid = Schemas['GridView']
export type Household = Schemas['HouseholdView']
export type Visit = Schemas['VisitView']
export type Conflict = Schemas['ConflictView']
export type Act = Schemas['ActView']
export type Entry = Schemas['EntryView']
export type Phone = Schemas['PhoneView']
export type Waiting = Schemas['WaitingView']
export type ImportPlan = Schemas['PlanView']
export type Card = Schemas['CardView']
export type PersonPosts = Schemas['PersonPostsView']
export type Import = Schemas['ImportResponse']
