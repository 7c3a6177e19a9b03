import type { Text } from '../text'

export const search = {
  'search.label': ['找住户、人员、网格', 'Find a dwelling, person or grid'],
  'search.hint': ['门牌、姓名、编号，也可以用拼音首字母', 'Dwelling, name, number; pinyin initials work too'],
  'search.title': ['查找“{text}”', 'Search for “{text}”'],
  'search.title_empty': ['查找', 'Search'],
  'search.households': ['住户', 'Households'],
  'search.people': ['人员', 'People'],
  'search.grids': ['网格', 'Grids'],
  'search.none': ['没有找到', 'Nothing found'],
  'search.none_help': ['少写几个字试试，或用小区名的拼音首字母加门牌，如 fz3-2。', 'Try fewer letters, or the estate’s pinyin initials with the door, such as fz3-2.'],
  'search.more': ['还有更多，请再写具体些', 'There are more; be a little more specific'],
  'search.start': ['在上面的框里输入要找的', 'Type in the box above'],
} as const satisfies Record<string, Text>
