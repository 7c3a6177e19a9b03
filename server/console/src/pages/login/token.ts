/** The token of a login link. */

/** Takes it out of the address, so that neither history nor a screen that is shared keeps it. */
export function takeToken(): string | null {
  const token = location.hash.slice(1)
  if (!token) return null
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}
