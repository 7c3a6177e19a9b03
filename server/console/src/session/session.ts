/** Who is logged in. */
import { computed, shallowRef } from 'vue'
import { api, ask, carry } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Me } from '@/api/types'
import { forgetGrids } from '@/parts/grids'

export const me = shallowRef<Me | null>(null)

/** Why it is not known who is logged in, where the office has not answered that. */
export const unknown = shallowRef<unknown>(null)

/** Whether the post is the office's own, which handles phones' last contact. */
export const isOffice = computed(() => me.value?.role === 'community_office')

/** Takes what a beginning session says about itself. */
export function enter(session: Me): void {
  me.value = session
  forgetGrids()
  carry(session.csrf)
}

/** Lets go of what is known of a session that has ended. */
export function forget(): void {
  me.value = null
  carry(null)
}

/** Looks who is logged in. Nobody is no failure; where the office does not answer, `unknown` says why. */
export async function find(): Promise<Me | null> {
  if (me.value) return me.value
  try {
    enter(await ask(api.GET('/api/v1/me')))
    unknown.value = null
  } catch (error) {
    unknown.value = error instanceof Problem && error.status === 401 ? null : error
  }
  return me.value
}

/** Looks whether the session acts under another post by now: it is one session in every window of the browser. */
export async function hasMoved(): Promise<boolean> {
  const before = me.value?.assignment
  const now = await ask(api.GET('/api/v1/me'))
  if (now.assignment === before) return false
  enter(now)
  return true
}

export async function logOut(): Promise<void> {
  await api.DELETE('/api/v1/session')
  forget()
}
