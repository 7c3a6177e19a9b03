/** Grids by their label: a code alone tells nobody anything. */
import { shallowRef } from 'vue'
import { api, ask } from '@/api/client'

const labels = shallowRef<ReadonlyMap<string, string> | null>(null)

async function read(): Promise<void> {
  labels.value = new Map()
  const grids = await ask(api.GET('/api/v1/grids'))
  labels.value = new Map(grids.map((grid) => [grid.code, grid.label]))
}

/** The labels of the community's grids by code; none until they have come. */
export function gridLabels(): ReadonlyMap<string, string> | null {
  if (!labels.value) read().catch(() => undefined)
  return labels.value
}

/** The label of a grid; its code until the labels have come, and where they do not come. */
export function gridLabel(code: string): string {
  return gridLabels()?.get(code) ?? code
}

/** Lets go of the labels: they belong to the community of the post. */
export function forgetGrids(): void {
  labels.value = null
}
