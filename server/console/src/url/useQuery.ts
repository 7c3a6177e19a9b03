/** A page's filters, kept in the address. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { read, write, type Params } from './query'

export interface Filters<T> {
  value: ComputedRef<T>
  /** Changes some and goes back to the first page, unless a page is what changes. */
  set: (changes: Partial<T>) => void
  /** Takes away every filter of the page but those named. */
  clear: (keep?: readonly (keyof T)[]) => void
}

export function useQuery<T extends object>(params: Params<T>): Filters<T> {
  const route = useRoute()
  const router = useRouter()
  const value = computed(() => read(params, route.query))

  function set(changes: Partial<T>): void {
    const first = 'page' in params && !('page' in changes) ? { page: 1 } : {}
    void router.replace({ query: write(params, { ...value.value, ...first, ...changes }, route.query) })
  }

  function clear(keep: readonly (keyof T)[] = []): void {
    const empty = read(params, {})
    for (const name of keep) empty[name] = value.value[name]
    void router.replace({ query: write(params, empty, route.query) })
  }

  return { value, set, clear }
}
