/** Where in the learner's files an error was thrown, as its stack says it in each browser. */
import type { SourcePlace } from '../../model/index.ts'

// `at f (job.ts:3:9)`, `f@job.ts:3:9`, `f@blob:null/0b1c…:3:9`: a name, a line, a column at the end.
const frame = /(?:^|[\s(@])([^\s()@]+):(\d{1,7}):(\d{1,7})\)?$/
const mostFrames = 200

/** `files`: from the name that stands in a stack (file name, or URL where loaded by one) to the file. */
export function locate(error: unknown, files: ReadonlyMap<string, string>): SourcePlace | null {
  for (const line of stackOf(error).split('\n', mostFrames)) {
    const [, name = '', row, column] = frame.exec(line.trim()) ?? []
    const file = files.get(name)
    if (file !== undefined) return { file, line: Number(row), column: Number(column) }
  }
  return null
}

function stackOf(error: unknown): string {
  try {
    const stack: unknown = error instanceof Error ? error.stack : null
    return typeof stack === 'string' ? stack.slice(0, 50_000) : ''
  } catch {
    // The learner may throw anything, a getter that throws included.
    return ''
  }
}
