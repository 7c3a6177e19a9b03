/** The words of the page: one typed table, the language that is chosen, and the dates of that language. */
import { computed, ref } from 'vue'
import { table } from './table'
import { fill, type Lang, type Places } from './text'

export type { Lang } from './text'
export type Key = keyof typeof table

/** A key whose text has no places. */
export type PlainKey = { [K in Key]: [Places<(typeof table)[K][0]>] extends [never] ? K : never }[Key]

type Args<K extends Key> = [Places<(typeof table)[K][0]>] extends [never]
  ? []
  : [args: Record<Places<(typeof table)[K][0]>, string | number>]

const STORED = 'lianxin.language'

function first(): Lang {
  const stored = localStorage.getItem(STORED)
  return stored === 'en' || stored === 'zh' ? stored : 'zh'
}

export const lang = ref<Lang>(first())

/** The tag of the language (RFC 5646). */
export const tag = computed(() => (lang.value === 'zh' ? 'zh-CN' : 'en'))

export function speak(chosen: Lang): void {
  lang.value = chosen
  localStorage.setItem(STORED, chosen)
}

/** A text of the table. A key that is not there, or a place that is not filled, does not compile. */
export function t<K extends Key>(key: K, ...args: Args<K>): string {
  const [zh, en] = table[key]
  return fill(lang.value === 'zh' ? zh : en, args[0] ?? {})
}

/** A text that the office sends in both languages. */
export function said(text: { zh: string; en: string }): string {
  return lang.value === 'zh' ? text.zh : text.en
}
