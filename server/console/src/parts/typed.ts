/** What people type, as it is meant: an input method may leave digits and letters at full width. */

/** At half width and without blanks around it. */
export function plain(typed: string): string {
  return typed.normalize('NFKC').trim()
}

/** The six digits of a code; nothing while there are fewer, or something else. */
export function sixDigits(typed: string): string | null {
  const digits = plain(typed).replace(/\s/g, '')
  return /^\d{6}$/.test(digits) ? digits : null
}
