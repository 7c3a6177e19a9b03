/** Reading something for a page: what came, what went wrong, and reading it again. */
import { onScopeDispose, shallowRef, watch, type Ref, type WatchSource } from 'vue'

export interface Loaded<T> {
  /** What came last; stays while it is read again. */
  data: Ref<T | null>
  /** What went wrong the last time. */
  problem: Ref<unknown>
  /** Whether something is being read. */
  isLoading: Ref<boolean>
  /** Whether what is shown answers an earlier question: a filter or a page has changed since. */
  isStale: Ref<boolean>
  /** Reads it again and keeps what is shown until then. */
  reload: () => Promise<void>
}

/** Reads at once, and whenever a source changes. An answer that a later question has overtaken is dropped. */
export function useLoad<T>(read: () => Promise<T>, sources: WatchSource[] = []): Loaded<T> {
  const data = shallowRef<T | null>(null) as Ref<T | null>
  const problem = shallowRef<unknown>(null)
  const isLoading = shallowRef(true)
  const isStale = shallowRef(false)
  let asked = 0

  async function reload(): Promise<void> {
    const number = ++asked
    isLoading.value = true
    try {
      const came = await read()
      if (number !== asked) return
      data.value = came
      problem.value = null
      isStale.value = false
    } catch (error) {
      if (number !== asked) return
      problem.value = error
    }
    isLoading.value = false
  }

  onScopeDispose(() => asked++)
  function askAnew(): void {
    isStale.value = data.value !== null
    void reload()
  }

  if (sources.length > 0) watch(sources, askAnew)
  void reload()
  return { data, problem, isLoading, isStale, reload }
}

export interface Doing {
  isBusy: Ref<boolean>
  problem: Ref<unknown>
  /** Does it; whether it was done. A second call while the first runs does nothing. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
}

/** Something that a person has done at the office: once at a time, with what went wrong. */
export function useDoing(): Doing {
  const isBusy = shallowRef(false)
  const problem = shallowRef<unknown>(null)

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (error) {
      problem.value = error
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, problem, run }
}
