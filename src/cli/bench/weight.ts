/** How much script a visitor loads before the editor: what index.html needs, and nothing it loads later. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { builtPlayground } from './built.ts'
import type { Measurement } from './figure.ts'

/** Scripts that index.html names, and what they import statically, directly or not. */
function scriptsBeforeTheEditor(dist: string): readonly string[] {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const named = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+\.js)"/g)]
  const waiting = named.map(([, path = '']) => join(dist, path))
  const found = new Set<string>()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file) || !existsSync(file)) continue
    found.add(file)
    const imports = readFileSync(file, 'utf8').matchAll(
      /\b(?:import|from)\s*["'](\.{1,2}\/[^"']+\.js)["']/g,
    )
    for (const [, path = ''] of imports) waiting.push(join(dirname(file), path))
  }
  return [...found]
}

export const weightFigures: readonly Measurement[] = [
  {
    about: 'weight',
    measure: () => {
      const bytes = scriptsBeforeTheEditor(builtPlayground())
        .map((file) => gzipSync(readFileSync(file), { level: 9 }).length)
        .reduce((sum, length) => sum + length, 0)
      return [
        {
          name: 'weight: script before the editor, gzipped',
          value: bytes / 1_000,
          unit: 'kB',
          goal: 150,
          better: 'at-most',
        },
      ]
    },
  },
]
