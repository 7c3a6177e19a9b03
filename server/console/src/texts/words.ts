/** The words of closed lists that documents spell: printed by the server from the core's own tables. */
import words from '../../words.json'
import { said } from '.'

export type List = keyof typeof words

/** The title of a word; a word of a later version stays as it is. */
export function title(list: List, word: string): string {
  const found = words[list].find((listed) => listed.word === word)
  return found ? said(found) : word
}

/** Every word of a list with its title, in the list's order. */
export function titles(list: List): { word: string; title: string }[] {
  return words[list].map((listed) => ({ word: listed.word, title: said(listed) }))
}
