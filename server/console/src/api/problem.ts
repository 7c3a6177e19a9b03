/** What the office answers instead of doing something (RFC 9457), and its words: the one place that knows codes. */
import { t } from '@/texts'
import { problems } from '@/texts/table/problems'

/** A request that was not done. */
export class Problem extends Error {
  constructor(
    /** The stable code; `network` where no answer came. */
    readonly code: string,
    /** The HTTP status; 0 where no answer came. */
    readonly status: number,
    /** After how many seconds it is worth while to ask again. */
    readonly retryAfter: number | null = null,
  ) {
    super(code)
  }
}

type PlainProblem = Exclude<keyof typeof problems, 'problem.other'>

function isKnown(key: string): key is PlainProblem {
  return key in problems && key !== 'problem.other'
}

/** What people are told. */
export function words(error: unknown): string {
  const code = error instanceof Problem ? error.code : 'page'
  const key = `problem.${code}`
  return isKnown(key) ? t(key) : t('problem.other', { code })
}
