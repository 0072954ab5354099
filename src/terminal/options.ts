/**
 * Options as the `flink` command reads them: short and long names, attached values, prefixes of long names.
 * Flink: CliFrontendParser over DefaultParser of Apache Commons CLI.
 */

/** A line that cannot be read: printed with a hint to the help, exit code 1. Flink: CliArgsException. */
export class ArgumentsError extends Error {}

export interface OptionSpec {
  /** What a single dash leads to: `s`, `cm`, `detached`. */
  readonly short: string
  readonly long: string | null
  readonly takes: 'nothing' | 'value' | 'maybe-a-value' | 'property'
  /** As the help shows it; `arg` where absent. */
  readonly valueName?: string
  readonly says: string
}

export interface ParsedOptions {
  /** By `short`: the values in the order they were given; an option without one has ''. */
  readonly given: ReadonlyMap<string, readonly string[]>
  /** What is no option. */
  readonly rest: readonly string[]
}

class OptionReader {
  readonly #specs: readonly OptionSpec[]
  /** The first word that is no option ends the options: what follows is the program's. */
  readonly #stops: boolean
  readonly given = new Map<string, string[]>()
  readonly rest: string[] = []
  #current: OptionSpec | null = null
  #isOver = false

  constructor(specs: readonly OptionSpec[], stops: boolean) {
    this.#specs = specs
    this.#stops = stops
  }

  take(word: string): void {
    if (this.#isOver) this.rest.push(word)
    else if (word === '--') this.#isOver = true
    else if (this.#current !== null && !this.#isOption(word)) this.#value(word)
    else if (word.startsWith('--')) this.#long(word)
    else if (word.startsWith('-') && word.length > 1) this.#short(word)
    else this.#unknown(word)
  }

  end(): void {
    const { takes, short } = this.#current ?? { takes: 'nothing', short: '' }
    if (takes === 'value' || takes === 'property')
      throw new ArgumentsError(`Missing argument for option: ${short}`)
    this.#current = null
  }

  #value(word: string): void {
    const current = this.#current
    if (current === null) return
    const values = this.given.get(current.short) ?? []
    this.given.set(current.short, [...values.slice(0, -1), word])
    this.#current = null
  }

  #option(spec: OptionSpec, value: string | null = null): void {
    this.end()
    this.given.set(spec.short, [...(this.given.get(spec.short) ?? []), ''])
    this.#current = spec.takes === 'nothing' ? null : spec
    if (value !== null) this.#value(value)
  }

  #unknown(word: string): void {
    if (word.startsWith('-') && word.length > 1 && !this.#stops)
      throw new ArgumentsError(`Unrecognized option: ${word}`)
    this.end()
    this.rest.push(word)
    if (this.#stops) this.#isOver = true
  }

  #byShort(name: string): OptionSpec | undefined {
    return this.#specs.find(({ short }) => short === name)
  }

  #byLong(name: string): readonly OptionSpec[] {
    const exact = this.#specs.filter(({ long }) => long === name)
    if (exact.length > 0 || name === '') return exact
    return this.#specs.filter(({ long }) => long?.startsWith(name) === true)
  }

  #isOption(word: string): boolean {
    if (!word.startsWith('-') || word.length === 1) return false
    const [name = ''] = word.replace(/^--?/, '').split('=')
    if (this.#byLong(name).length > 0) return true
    return !word.startsWith('--') && this.#byShort(name.charAt(0)) !== undefined
  }

  #long(word: string): void {
    const name = word.replace(/^--?/, '')
    const equals = name.indexOf('=')
    const found = this.#byLong(equals < 0 ? name : name.slice(0, equals))
    const [spec] = found
    if (found.length > 1)
      throw new ArgumentsError(
        `Ambiguous option: '${word}'  (could be: ${found.map(({ long }) => `'${long}'`).join(', ')})`,
      )
    if (spec === undefined || (equals >= 0 && spec.takes === 'nothing')) this.#unknown(word)
    else this.#option(spec, equals < 0 ? null : name.slice(equals + 1))
  }

  #short(word: string): void {
    const name = word.slice(1)
    const property = this.#byShort(name.charAt(0))
    const whole = this.#byShort(name)
    if (whole !== undefined) this.#option(whole)
    else if (property?.takes === 'property') this.#option(property, name.slice(1))
    else if (this.#byLong(name.split('=')[0] ?? '').length > 0) this.#long(word)
    else this.#together(word)
  }

  /** `-rs`: several letters behind one dash; `-p4`: a value behind its letter. */
  #together(word: string): void {
    for (let at = 1; at < word.length; at++) {
      const spec = this.#byShort(word.charAt(at))
      if (spec === undefined) {
        this.#unknown(word)
        return
      }
      const rest = word.slice(at + 1).replace(/^=/, '')
      const hasValue = spec.takes !== 'nothing' && rest !== ''
      this.#option(spec, hasValue ? rest : null)
      if (hasValue) return
    }
  }
}

/** `stops`: the first word that is no option ends the options. Throws {@link ArgumentsError}. */
export function readOptions(
  specs: readonly OptionSpec[],
  words: readonly string[],
  stops: boolean,
): ParsedOptions {
  const reader = new OptionReader(specs, stops)
  for (const word of words) reader.take(word)
  reader.end()
  return { given: reader.given, rest: reader.rest }
}
