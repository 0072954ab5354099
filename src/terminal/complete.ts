/** What Tab makes of a line. */
import { commands } from './commands/index.ts'
import type { Scene } from './scene.ts'
import { quoted, split } from './split.ts'

export interface Completion {
  /** The line with what is sure. */
  readonly line: string
  /** What it could go on with, where there is more than one; as it would be typed. */
  readonly choices: readonly string[]
}

const builtins = ['help', 'history', 'clear']

function firstWords(): readonly string[] {
  return [...new Set([...commands.map(({ name }) => name.split(' ')[0] ?? ''), ...builtins])]
}

/** What may stand behind these words. */
function candidates(words: readonly string[], scene: Scene): readonly string[] {
  const [program, action] = words
  if (program === undefined) return firstWords()
  const command = commands.find(
    ({ name }) => name === program || name === `${program} ${action ?? ''}`,
  )
  if (command !== undefined)
    return command.complete?.(words.slice(command.name.split(' ').length), scene) ?? []
  if (words.length > 1) return []
  return commands
    .filter(({ name }) => name.startsWith(`${program} `))
    .map(({ name }) => name.split(' ')[1] ?? '')
}

/** How far all of them agree. */
function common(words: readonly string[]): string {
  const [first = '', ...more] = words
  let length = first.length
  for (const word of more) while (!word.startsWith(first.slice(0, length))) length--
  return first.slice(0, length)
}

/** Those that go on from what is typed; else, of paths, those of which it begins the last part. */
function matching(all: readonly string[], typed: string): readonly string[] {
  // Options are offered to who begins one, or where nothing else can come.
  const plain = all.filter((one) => !one.startsWith('-'))
  const offered = typed.startsWith('-') || plain.length === 0 ? all : plain
  const direct = offered.filter((one) => one.startsWith(typed))
  if (direct.length > 0 || typed === '' || typed.startsWith('-')) return direct
  return offered.filter((one) => one.slice(one.lastIndexOf('/') + 1).startsWith(typed))
}

/** `line`: up to the cursor. */
export function complete(line: string, scene: Scene): Completion {
  const { words, starts, open } = split(line)
  const isNew = !open && (words.length === 0 || /\s$/.test(line))
  const typed = isNew ? '' : (words.at(-1) ?? '')
  const before = isNew ? words : words.slice(0, -1)
  const found = [...new Set(matching(candidates(before, scene), typed))]
  const head = isNew ? line : line.slice(0, starts.at(-1))
  if (found.length === 0) return { line, choices: [] }
  if (found.length === 1) return { line: `${head}${quoted(found[0] ?? '')} `, choices: [] }
  const sure = common(found)
  const isMore = sure.length > typed.length && sure.startsWith(typed)
  return { line: isMore ? head + quoted(sure) : line, choices: found.map((one) => quoted(one)) }
}
