import { expect, test, vi } from 'vitest'

test('a file that cannot be read any more is told as such, and not as an office that does not answer', async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const { send } = await import('./send')
  const { words } = await import('@/api/problem')
  const gone = new File(['编号'], 'people.csv')
  gone.arrayBuffer = () => Promise.reject(new DOMException('changed', 'NotReadableError'))
  const problem: unknown = await send({ grids: null, people: gone, households: null }).catch((error: unknown) => error)
  expect(words(problem)).toContain('再选一次')
})
