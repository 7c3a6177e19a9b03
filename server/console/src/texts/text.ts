/** One text in both languages: Chinese first. `{name}` is a place that the caller fills. */
export type Text = readonly [zh: string, en: string]

export type Lang = 'zh' | 'en'

/** The names of a template's places. */
export type Places<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never

/** Fills the places of a template. What an argument says is never read as a template. */
export function fill(template: string, args: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => String(args[name] ?? place))
}
