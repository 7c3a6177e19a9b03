/** An invented small town: three lists as an office brings them. Codes lie in the demonstration range. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const COMMUNITY = '000000001014'
export const GRID = `${COMMUNITY}001`
export const OTHER_GRID = `${COMMUNITY}002`

/** People by what they do; the numbers are those of the list. */
export const OFFICE = 'P00001'
export const SECRETARY = 'P00002'
export const WORKER = 'P00003'
export const CHIEF = 'P00004'
export const OTHER_WORKER = 'P00005'
export const NEWCOMER = 'P00006'
export const HOSTILE = 'P00007'

/** Names that try to be more than names. */
export const HOSTILE_NAME = '<img src=x onerror=alert(1)>（演示）'
export const HOSTILE_ESTATE = '<b>园</b>{n}'

export interface Sheets {
  grids: string
  people: string
  households: string
}

/** The lists, with dwellings 安和苑 1 to 3 栋. */
export function sheets(): Sheets {
  const grids = [
    '网格编码,简称,类型,社区编码,社区,户数,人数,启用',
    `${GRID},安和一网格,基础,${COMMUNITY},安和社区（演示）,31,80,2026-01-01`,
    `${OTHER_GRID},安和二网格,基础,${COMMUNITY},安和社区（演示）,30,70,2026-01-01`,
  ]
  const posts = [
    [OFFICE, '周文清（演示）', '社区办公室', COMMUNITY],
    [SECRETARY, '郑立安（演示）', '社区书记', COMMUNITY],
    [WORKER, '李春燕（演示）', '网格员', GRID],
    [CHIEF, '王建民（演示）', '网格长', GRID],
    [OTHER_WORKER, '赵晓梅（演示）', '网格员', OTHER_GRID],
    [NEWCOMER, '孙一鸣（演示）', '网格员', OTHER_GRID],
    [HOSTILE, HOSTILE_NAME, '网格员', OTHER_GRID],
  ]
  const people = ['编号,姓名,值班电话,角色,范围,起,止,代', ...posts.map(([no, name, role, scope], at) => `${no},${name},000-10010${at},${role},${scope},2026-01-01,,`)]
  const doors = [1, 2, 3].flatMap((building) => [1, 2, 3, 4, 5].flatMap((floor) => [1, 2].map((door) => ({ building, room: `${floor}0${door}` }))))
  const households = [
    '网格编码,小区,楼,单元,室,联户,类别,需求',
    ...doors.map(({ building, room }, at) => `${GRID},安和苑,${building},1,${room},1,${at % 7 === 0 ? '暖心户,助行器具跟进' : '放心户,'}`),
    `${GRID},${HOSTILE_ESTATE},9,1,901,1,放心户,`,
    ...doors.map(({ building, room }) => `${OTHER_GRID},同心里,${building},1,${room},1,放心户,`),
  ]
  const text = (rows: string[]) => `${rows.join('\n')}\n`
  return { grids: text(grids), people: text(people), households: text(households) }
}

/** Writes the lists into a directory. */
export function write(directory: string, lists = sheets()): void {
  mkdirSync(directory, { recursive: true })
  for (const [name, text] of Object.entries(lists)) writeFileSync(join(directory, `${name}.csv`), text)
}
