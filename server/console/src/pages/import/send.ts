/** Sends lists to be looked at. */
import { api, ask } from '@/api/client'
import type { Import } from '@/api/types'
import { LISTS, type List } from './lists'

/** What taking these lists would change; nothing is taken yet. */
export function send(files: Record<List, File | null>): Promise<Import> {
  const form = new FormData()
  for (const list of LISTS) {
    const file = files[list]
    if (file) form.append(list, file, `${list}.csv`)
  }
  return ask(api.POST('/api/v1/imports', { body: { grids: '', people: '', households: '' }, bodySerializer: () => form }))
}
