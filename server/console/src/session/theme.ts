/** Light or dark: as the system is set, or as somebody chose at the switch. */
import { ref, watchEffect } from 'vue'

export type Theme = 'system' | 'light' | 'dark'

const STORED = 'lianxin.theme'
const system = matchMedia('(prefers-color-scheme: dark)')

function stored(): Theme {
  const value = localStorage.getItem(STORED)
  return value === 'light' || value === 'dark' ? value : 'system'
}

export const theme = ref<Theme>(stored())
const systemIsDark = ref(system.matches)

export function choose(chosen: Theme): void {
  theme.value = chosen
  localStorage.setItem(STORED, chosen)
}

/** Keeps the document as chosen. */
export function follow(): void {
  system.addEventListener('change', (event) => (systemIsDark.value = event.matches))
  watchEffect(() => {
    const isDark = theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value)
    document.documentElement.classList.toggle('dark', isDark)
  })
}
