/** Characters of a password at least; the server asks for the same. */
export const LEAST = 10

/** Whether a password is too short to be taken. */
export function isShort(password: string): boolean {
  return [...password].length < LEAST
}
