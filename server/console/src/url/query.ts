/** Filters in the address: what is written there is read strictly, and what says nothing is left out. */
export type Query = Record<string, string | null | (string | null)[] | undefined>

export interface Param<T> {
  read: (text: string | undefined) => T
  write: (value: T) => string | undefined
}

export type Params<T> = { [K in keyof T]: Param<T[K]> }

/** Any text. */
export const text: Param<string> = { read: (said) => said ?? '', write: (value) => value || undefined }

/** One of a list's words, or nothing. */
export function word<W extends string>(words: readonly W[]): Param<W | ''> {
  return { read: (said) => words.find((listed) => listed === said) ?? '', write: (value) => value || undefined }
}

/** One of a list's words; the first is not written. */
export function choice<W extends string>(words: readonly [W, ...W[]]): Param<W> {
  return {
    read: (said) => words.find((listed) => listed === said) ?? words[0],
    write: (value) => (value === words[0] ? undefined : value),
  }
}

/** Yes or no; no is not written. */
export const flag: Param<boolean> = { read: (said) => said === '1', write: (value) => (value ? '1' : undefined) }

/** The number of a page, from 1. */
export const page: Param<number> = {
  read: (said) => (/^[1-9]\d{0,5}$/.test(said ?? '') ? Number(said) : 1),
  write: (value) => (value > 1 ? String(value) : undefined),
}

/** A day, `YYYY-MM-DD`, or nothing. */
export function day(isDay: (text: string) => boolean): Param<string> {
  return { read: (said) => (said && isDay(said) ? said : ''), write: (value) => value || undefined }
}

/** Reads what the address says. */
export function read<T extends object>(params: Params<T>, query: Query): T {
  const value: Partial<T> = {}
  for (const name of names(params)) {
    const said = query[name as string]
    const first = Array.isArray(said) ? said[0] : said
    value[name] = params[name].read(first ?? undefined)
  }
  return value as T
}

/** What the address says of these filters; other parts of it stay. */
export function write<T extends object>(params: Params<T>, value: T, query: Query = {}): Query {
  const written: Query = { ...query }
  for (const name of names(params)) {
    const said = params[name].write(value[name])
    written[name as string] = said
  }
  return written
}

function names<T extends object>(params: Params<T>): (keyof T)[] {
  return Object.keys(params) as (keyof T)[]
}
