/** A scenario from disk: a JSON file, or a folder with scenario.json and the learner's files beside it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { limits, type Misuse } from '../model/index.ts'
import { emptyScenario, parseScenario, type Scenario } from '../scenario/index.ts'
import { Refused } from './refused.ts'
import { misuseText } from './misuse-text.ts'

/** Reads and checks it; throws {@link Refused} with the file, the line and what to do. */
export function readScenario(path: string): Scenario {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new Refused(`${path}: there is no such file or folder`)
  return found.isDirectory() ? fromFolder(path) : checked(path, parsedJson(path), {})
}

function fromFolder(folder: string): Scenario {
  const files = Object.fromEntries(
    textFiles(folder).map((path) => [
      relative(folder, path).split(sep).join('/'),
      readFileSync(path, 'utf8'),
    ]),
  )
  const { 'scenario.json': own, ...beside } = files
  const path = join(folder, 'scenario.json')
  if (own === undefined && beside['job.ts'] === undefined)
    throw new Refused(`${folder}: a scenario folder has a job.ts, and a scenario.json beside it`)
  return checked(path, own === undefined ? {} : parsedJson(path), beside)
}

/** What is missing in the JSON is as in a new scenario. */
function checked(path: string, json: unknown, beside: Readonly<Record<string, string>>): Scenario {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Refused(`${path}:1:1: a scenario is a JSON object; see public/scenario.schema.json`)
  const { files } = json as { readonly files?: unknown }
  const own = typeof files === 'object' && files !== null ? files : {}
  const named = { title: basename(path, '.json') }
  const parsed = parseScenario({
    ...emptyScenario,
    ...named,
    ...json,
    files: { ...own, ...beside },
  })
  const said = 'misuses' in parsed ? parsed.misuses : parsed.notices
  const lines = said.map((misuse) => `${path}:${placeIn(path, misuse)}: ${misuseText(misuse)}`)
  if ('misuses' in parsed) throw new Refused(lines.join('\n'))
  for (const line of lines) process.stderr.write(`${line}\n`)
  return parsed.scenario
}

/** Line and column of the field a message is about: JSON is YAML, whose parser keeps places. */
function placeIn(path: string, { values }: Misuse): string {
  if (!existsSync(path)) return '1:1'
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
  const steps = String(values['path'] ?? '').split('.')
  for (let length = steps.length; length > 0; length--) {
    const node: unknown = document.getIn(steps.slice(0, length).map(stepOf), true)
    if (!isNode(node) || !Array.isArray(node.range)) continue
    const { line, col } = lines.linePos(node.range[0])
    return `${line}:${col}`
  }
  return '1:1'
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step
}

function parsedJson(path: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Refused(`${path}:${placeOf(message, text)}: this is no JSON: ${message}`)
  }
}

/** Line and column of what JSON.parse complains about: some versions tell a position, others quote the place. */
function placeOf(message: string, text: string): string {
  const before = text.slice(0, positionOf(message, text))
  return `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`
}

/** How many characters V8 quotes before the one it stumbled over. */
const quotedBefore = 10

function positionOf(message: string, text: string): number {
  const told = /position (\d+)/.exec(message)
  if (told !== null) return Number(told[1])
  const quoted = /token '(.)', (\.\.\.)?"([\s\S]*)"(?:\.\.\.)? is not valid JSON/.exec(message)
  if (quoted === null) return text.length
  const [, token = '', cut, quote = ''] = quoted
  return text.indexOf(quote) + (cut === undefined ? quote.indexOf(token) : quotedBefore)
}

const isText = /\.(ts|ya?ml|json|md|txt)$/

function textFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const files = entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return textFiles(path)
    return isText.test(entry.name) ? [path] : []
  })
  if (files.length > limits.files + 1)
    throw new Refused(
      `${folder}: ${files.length} files, and a scenario has ${limits.files} at most`,
    )
  return files
}
