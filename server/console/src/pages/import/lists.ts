/** The lists an office brings. */
export const LISTS = ['grids', 'people', 'households'] as const

export type List = (typeof LISTS)[number]
