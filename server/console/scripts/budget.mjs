// Fails when what a browser loads before the first page is shown is more than the budget.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

/** Bytes of script, compressed, before the first page shows anything. */
const BUDGET = 300 * 1024

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'))
const scripts = new Set()
const styles = new Set()

function add(name) {
  const chunk = manifest[name]
  if (scripts.has(chunk.file)) return
  scripts.add(chunk.file)
  for (const style of chunk.css ?? []) styles.add(style)
  for (const next of chunk.imports ?? []) add(next)
}

add('index.html')
// The page people meet first.
add('src/pages/today/TodayPage.vue')

async function size(files) {
  const parts = await Promise.all([...files].map((file) => readFile(new URL(file, dist))))
  return parts.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0)
}

const [script, style] = [await size(scripts), await size(styles)]
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`
console.log(`first load: ${kib(script)} of script, ${kib(style)} of style, compressed; budget ${kib(BUDGET)} of script`)
if (script > BUDGET) {
  console.error('the first load is over its budget')
  process.exit(1)
}
