/** Sends lists to be looked at. */
import { api, ask } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Import } from '@/api/types'
import { LISTS, type List } from './lists'

/** What taking these lists would change; nothing is taken yet. */
export async function send(files: Record<List, File | null>): Promise<Import> {
  const form = new FormData()
  for (const list of LISTS) {
    const file = files[list]
    if (file) form.append(list, new Blob([await read(file)], { type: 'text/csv' }), `${list}.csv`)
  }
  return ask(api.POST('/api/v1/imports', { body: { grids: '', people: '', households: '' }, bodySerializer: () => form }))
}

/** A browser does not read a file that was saved again after it was chosen. */
async function read(file: File): Promise<ArrayBuffer> {
  return file.arrayBuffer().catch(() => {
    throw new Problem('file.changed', 0)
  })
}
