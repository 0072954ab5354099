/** The reference of 'flink', made of the texts that the product is built of. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusals } from '../../src/datastream/refusals.ts'
import type { NameEntry, Reference } from '../../src/ui/reference/model.ts'
import { groups } from './groups.ts'
import { namesIn } from './names.ts'
import { rulesIn } from './rules.ts'

const declarations = 'src/datastream/datastream.d.ts'
const exported = 'src/datastream/flink.ts'
const semantics = 'docs/SEMANTICS.md'

/** The files it is made of. */
export function sourcesIn(root: string): readonly string[] {
  return [declarations, exported, semantics, ...tablesIn(root)].map((file) => join(root, file))
}

/** `root`: the folder of the project. */
export function makeReference(root: string): Reference {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const names = namesIn(read(declarations), groupOfNames(read(exported)))
  return {
    groups: groups.map(({ title, page }) => ({ title, page })),
    names: groups.flatMap(({ title }) =>
      names.filter(({ group }) => group === title).sort((a, b) => compare(a, b)),
    ),
    rules: rulesIn(read(semantics), tablesIn(root).map(read)),
    refused: refusals(),
  }
}

function tablesIn(root: string): readonly string[] {
  return readdirSync(join(root, 'docs/rules')).map((file) => `docs/rules/${file}`)
}

/** By name: what flink.ts takes from a module belongs to the module's group. */
function groupOfNames(entry: string): ReadonlyMap<string, string> {
  const titles = new Map(
    groups.flatMap(({ title, modules }) => modules.map((module) => [module, title] as const)),
  )
  const exports = entry.matchAll(/^export (?:type )?\{([^}]*)\} from '\.\/(.+)\.ts'$/gm)
  return new Map(
    [...exports].flatMap(([, names = '', module = '']) =>
      names
        .split(',')
        .map((name) => name.replace('type ', '').trim())
        .filter((name) => name !== '')
        .map((name) => [name, titles.get(module) ?? ''] as const),
    ),
  )
}

function compare(a: NameEntry, b: NameEntry): number {
  return a.name < b.name ? -1 : 1
}
