/**
 * What the commands of `lab` share: it is the playground's own, not Flink's, and gives any command of the
 * cluster, at once or at a moment.
 */
import { type Command, type Occurrence, occurrences } from '../../../model/index.ts'
import { clientView } from '../../client-view.ts'
import { durationFrom } from '../../durations.ts'
import { answered, type Follow, refused, type Reply, said } from '../../reply.ts'
import type { Scene } from '../../scene.ts'
import type { TerminalCommand } from '../command.ts'

/** A command that can be given by itself. */
export type Direct = Exclude<Command, { readonly kind: 'at-next' }>

/** A line that means nothing: said with the usage, exit code 1. */
class LabError extends Error {}

/** Words behind the name, and options by name; '' for one without value. */
export interface LabWords {
  readonly words: readonly string[]
  readonly options: ReadonlyMap<string, string>
}

export interface LabRow {
  readonly name: string
  readonly usage: string
  readonly summary: string
  /** Options with a value, and options without. */
  readonly valued?: readonly string[]
  readonly flags?: readonly string[]
  /** Throws through the helpers below. */
  command(line: LabWords, scene: Scene): Direct
  /** The words that give the command; null: another row does. */
  words(command: Direct): readonly string[] | null
  complete?(words: readonly string[], scene: Scene): readonly string[]
}

const momentOptions = ['at', 'nth', 'of', 'on'] as const

export function trouble(says: string): never {
  throw new LabError(says)
}

/** The word at a place, or what is missing. */
export function word({ words }: LabWords, at: number, what: string): string {
  return words[at] ?? trouble(`${what} is missing`)
}

/** `tm-2`, or 2. */
export function machine(text: string): number {
  const number = /^(?:tm-?)?(\d+)$/i.exec(text)?.[1]
  if (number === undefined || Number(number) < 1)
    trouble(`${text} is no TaskManager: say tm-1, tm-2, …`)
  return Number(number)
}

/** Virtual ms of an option; `fallback` where it is not given. */
export function span({ options }: LabWords, name: string, fallback: number): number {
  const text = options.get(name)
  if (text === undefined) return fallback
  return durationFrom(text) ?? trouble(`--${name} ${text} is no duration: say 500ms, 10s or 2m`)
}

/** A whole number from 1 of an option. */
export function whole({ options }: LabWords, name: string, fallback: number): number {
  const text = options.get(name)
  if (text === undefined) return fallback
  if (!/^[1-9]\d*$/.test(text)) trouble(`--${name} ${text} is no whole number from 1`)
  return Number(text)
}

function readWords(row: LabRow, words: readonly string[]): LabWords {
  const valued: readonly string[] = [...(row.valued ?? []), ...momentOptions]
  const options = new Map<string, string>()
  const plain: string[] = []
  for (let at = 0; at < words.length; at++) {
    const text = words[at] ?? ''
    const name = text.startsWith('--') ? text.slice(2) : null
    if (name === null) plain.push(text)
    else if (row.flags?.includes(name) === true) options.set(name, '')
    else if (!valued.includes(name)) trouble(`there is no option ${text}`)
    else options.set(name, words[++at] ?? trouble(`${text} needs a value`))
  }
  return { words: plain, options }
}

function occurrence(line: LabWords): Occurrence | null {
  const { options } = line
  const fact = options.get('at')
  if (fact === undefined) {
    const alone = momentOptions.find((name) => options.has(name))
    return alone === undefined ? null : trouble(`--${alone} goes with --at`)
  }
  const known = occurrences.find((one) => one === fact)
  if (known === undefined)
    trouble(`there is no moment ${fact}. There are: ${occurrences.join(', ')}`)
  return {
    fact: known,
    checkpoint: options.has('of') ? whole(line, 'of', 1) : null,
    subtask: options.get('on') ?? null,
    count: whole(line, 'nth', 1),
  }
}

/** Until the cluster has taken it; what has no effect says why (FLT-11). */
function taken(command: Command): Follow {
  return (scene, since) => {
    const { requests } = scene.ask(clientView)
    const row = requests.find(
      ({ seq, command: { kind } }) => seq >= since.seq && kind === command.kind,
    )
    if (row === undefined) return null
    return row.outcome === 'ineffective' ? refused(`lab: no effect: ${row.reason}`) : said()
  }
}

function momentWords({ fact, count, checkpoint, subtask }: Occurrence): readonly string[] {
  return [
    ...['--at', fact],
    ...(count === 1 ? [] : ['--nth', String(count)]),
    ...(checkpoint === null ? [] : ['--of', String(checkpoint)]),
    ...(subtask === null ? [] : ['--on', subtask]),
  ]
}

function read(row: LabRow, words: readonly string[], scene: Scene): Reply {
  const line = readWords(row, words)
  const event = occurrence(line)
  const direct = row.command(line, scene)
  const command: Command = event === null ? direct : { kind: 'at-next', event, command: direct }
  const out = event === null ? [] : ['lab: it will happen when that does.']
  return { kind: 'order', command, out, waits: false, follow: [taken(command)] }
}

/** What may come behind the words: options of the row, and of moments. */
function completions(row: LabRow, words: readonly string[], scene: Scene): readonly string[] {
  const last = words.at(-1)
  if (last === '--at') return occurrences
  const own = row.complete?.(words, scene) ?? []
  if (last?.startsWith('--') === true && row.valued?.includes(last.slice(2)) === true) return own
  const names = [...(row.flags ?? []), ...(row.valued ?? []), ...momentOptions]
  return [...own, ...names.map((name) => `--${name}`)]
}

/** The row of the table. */
export function labCommand(row: LabRow): TerminalCommand {
  const { name, usage, summary } = row
  return {
    name: `lab ${name}`,
    usage,
    summary,
    read(words, scene) {
      try {
        return read(row, words, scene)
      } catch (error) {
        if (!(error instanceof LabError)) throw error
        return answered(refused(`lab: ${error.message}`, `usage: lab ${name} ${usage}`.trimEnd()))
      }
    },
    words(command) {
      if (command.kind !== 'at-next') return row.words(command)
      const words = row.words(command.command)
      return words === null ? null : [...words, ...momentWords(command.event)]
    },
    complete: (words, scene) => completions(row, words, scene),
  }
}
