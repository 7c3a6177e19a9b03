/** The one door to the office: typed requests, the token that every change carries, and problems as exceptions. */
import createClient, { type Middleware } from 'openapi-fetch'
import { Problem } from './problem'
import type { paths } from './schema'

let csrf: string | null = null
let onNoSession: () => void = () => undefined

/** The session's token, which every request but reading carries. */
export function carry(token: string | null): void {
  csrf = token
}

/** What to do when the session has ended. */
export function whenSessionEnds(work: () => void): void {
  onNoSession = work
}

const middleware: Middleware = {
  onRequest({ request }) {
    if (csrf && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrf)
    return request
  },
  async onResponse({ response }) {
    if (response.ok) return
    const problem = await read(response)
    if (problem.code === 'session.none') onNoSession()
    throw problem
  },
  onError() {
    return new Problem('network', 0)
  },
}

async function read(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const code = isRecord(body) && typeof body.code === 'string' ? body.code : 'server.internal'
  const after = Number(response.headers.get('Retry-After'))
  return new Problem(code, response.status, Number.isFinite(after) && after > 0 ? after : null)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })
api.use(middleware)

/** The data of an answer; what was not done has been thrown as a problem. */
export async function ask<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer
  return data as T
}
