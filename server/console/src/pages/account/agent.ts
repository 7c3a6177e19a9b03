/** A browser as people name it, from what it says of itself. */
const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/360SE|QIHU/i, '360'],
  [/QQBrowser/, 'QQ'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** Browser and system; null where neither is known. */
export function readAgent(agent: string): { browser: string; system: string } | null {
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1]
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)]
  return browser && system ? { browser, system } : null
}
