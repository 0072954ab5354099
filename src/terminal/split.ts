/** A line as words, and words as a line: quotes and backslashes as a shell has them, and nothing else of one. */

export interface Split {
  readonly words: readonly string[]
  /** Where each word begins in the line. */
  readonly starts: readonly number[]
  /** A quote is open at the end, or the last character is a backslash. */
  readonly open: boolean
}

interface Reading {
  words: string[]
  starts: number[]
  word: string | null
  quote: string | null
  escaped: boolean
}

function begin(reading: Reading, at: number): void {
  if (reading.word !== null) return
  reading.word = ''
  reading.starts.push(at)
}

function end(reading: Reading): void {
  if (reading.word !== null) reading.words.push(reading.word)
  reading.word = null
}

function isEscape(character: string, quote: string | null): boolean {
  return character === '\\' && quote !== "'"
}

function read(reading: Reading, character: string, at: number): void {
  const { quote, escaped } = reading
  if (escaped) {
    reading.word += character
    reading.escaped = false
  } else if (isEscape(character, quote)) {
    begin(reading, at)
    reading.escaped = true
  } else if (quote !== null) {
    if (character === quote) reading.quote = null
    else reading.word += character
  } else if (character === '"' || character === "'") {
    begin(reading, at)
    reading.quote = character
  } else if (/\s/.test(character)) end(reading)
  else {
    begin(reading, at)
    reading.word += character
  }
}

export function split(line: string): Split {
  const reading: Reading = { words: [], starts: [], word: null, quote: null, escaped: false }
  for (let at = 0; at < line.length; at++) read(reading, line.charAt(at), at)
  const open = reading.quote !== null || reading.escaped
  end(reading)
  return { words: reading.words, starts: reading.starts, open }
}

/** The word as it has to be typed. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

export function joined(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}
