/** A command's words: options with values, flags, and what is left. Unknown ones are refused. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { Refused } from './refused.ts'

export function wordsOf<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new Refused(`${reason} See --help.`)
  }
}

/** The one thing a command is about. */
export function only(positionals: readonly string[], what: string): string {
  const [first, second] = positionals
  if (first === undefined) throw new Refused(`Say which ${what}. See --help.`)
  if (second !== undefined) throw new Refused(`One ${what} at a time: ${second} is too much.`)
  return first
}
