/** What changes at the office while a page is open: server-sent events, and who wants to know. */
import { onScopeDispose, ref } from 'vue'

export type What = 'visits' | 'entries' | 'phones' | 'registers'

interface Listener {
  what: readonly What[]
  work: () => void
}

/** After so many milliseconds a connection that the browser gave up is tried again. */
const AGAIN = 5_000

const listeners = new Set<Listener>()
/** Whether the connection is there; not yet tried counts as there. */
export const isConnected = ref(true)

let source: EventSource | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Calls back when something of this kind may have changed, until the surrounding component goes. Of no kind: when the
 * connection is there again.
 */
export function onChanged(what: readonly What[], work: () => void): void {
  const listener = { what, work }
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}

/** Begins to listen. */
export function listen(): void {
  if (source) return
  const opened = new EventSource('/api/v1/events')
  source = opened
  opened.addEventListener('open', () => {
    // What changed while nobody listened is not told again.
    if (!isConnected.value) tell(null)
    isConnected.value = true
  })
  opened.addEventListener('changed', (event: MessageEvent<string>) => tell(changed(event.data)))
  opened.addEventListener('error', () => {
    isConnected.value = false
    if (opened.readyState === EventSource.CLOSED) {
      stop()
      timer = setTimeout(listen, AGAIN)
    }
  })
}

/** Listens anew, as the post changes and what is told with it. */
export function listenAnew(): void {
  stop()
  listen()
}

/** Ends listening, as a session ends. */
export function stop(): void {
  clearTimeout(timer)
  source?.close()
  source = null
}

/** Reads the kinds an event names; null stands for anything. */
export function changed(data: string): readonly string[] | null {
  try {
    const body: unknown = JSON.parse(data)
    const what = typeof body === 'object' && body !== null && 'what' in body ? body.what : null
    return Array.isArray(what) ? what.filter((kind) => typeof kind === 'string') : null
  } catch {
    return null
  }
}

function tell(what: readonly string[] | null): void {
  for (const listener of listeners) {
    if (!what || listener.what.some((kind) => what.includes(kind))) listener.work()
  }
}
