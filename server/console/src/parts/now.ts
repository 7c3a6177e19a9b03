/** The minute on the wall, so that 今天 becomes 昨天 while a page stays open. */
import { ref } from 'vue'
import { lang } from '@/texts'
import { dayText, instantText } from '@/texts/dates'

const now = ref(Date.now())
setInterval(() => (now.value = Date.now()), 60_000)

export function instant(at: number): string {
  return instantText(at, now.value, lang.value)
}

export function day(of: string): string {
  return dayText(of, now.value, lang.value)
}

export function currentTime(): number {
  return now.value
}
