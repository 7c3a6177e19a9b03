/** Where to go after logging in. */
import type { LocationQueryValue } from 'vue-router'

/** The page that was wanted, if it is one of ours. */
export function after(to: LocationQueryValue | LocationQueryValue[] | undefined): string {
  const wanted = Array.isArray(to) ? to[0] : to
  return wanted?.startsWith('/') && !/^\/[/\\]/.test(wanted) ? wanted : '/today'
}
