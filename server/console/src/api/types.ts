/** The office's types as the page names them; every shape is generated from the office's own description. */
import type { components } from './schema'

export type Schemas = components['schemas']
export type Person = Schemas['PersonView']
