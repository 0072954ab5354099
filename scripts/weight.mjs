/**
 * What a visitor's browser loads of script before the job stands and Play works: the scripts index.html names and what
 * they import statically, and the relay in the sandbox's frame. Run by itself, it fails when they are over the budget; with
 * `--by-module` it says which modules they are made of.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/**
 * In kB, gzipped: everything of script that a first visit loads before Play moves the picture, as defined in
 * docs/decisions/0025. The goal is 150. What the first picture does without belongs into src/ui/parts.ts; what the
 * first job never runs is not in the guest's core (scripts/guest-parts.ts).
 */
const budget = 149.7

export function scriptsBeforeTheEditor(dist) {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const named = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+\.js)"/g)]
  const waiting = named.map(([, path]) => join(dist, path))
  const found = new Map()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file) || !existsSync(file)) continue
    const text = readFileSync(file, 'utf8')
    found.set(file, text)
    const imports = text.matchAll(/\b(?:import|from)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)
    for (const [, path] of imports) waiting.push(join(dirname(file), path))
  }
  const relay = join(dist, 'sandbox.html')
  found.set(relay, readFileSync(relay, 'utf8'))
  // The first script of the page brings the guest along, to have it in its frame early.
  const first = join(dist, /<script type="module"[^>]+src="([^"]+)"/.exec(html)?.[1] ?? '')
  return [...found].map(([file, text]) => ({
    file: relative(dist, file),
    part: file === first || file === relay ? 'guest' : 'page',
    bytes: gzipSync(text, { level: 9 }).length,
  }))
}

/** Gzipped kB of the scripts of one part, or of both. */
export function kilobytes(scripts, part = null) {
  const counted = scripts.filter((script) => part === null || script.part === part)
  return counted.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const dist = fileURLToPath(new URL('../dist', import.meta.url))
  const scripts = scriptsBeforeTheEditor(dist)
  const modulesOf = argv.includes('--by-module')
    ? (await import('./weight-modules.mjs')).weighModules
    : () => []
  for (const { file, part, bytes } of scripts) {
    console.log(`${String(bytes).padStart(8)}  ${part.padEnd(6)} ${file}`)
    for (const { module, bytes, gzipped } of modulesOf(join(dist, file)))
      console.log(`${String(gzipped).padStart(16)} of ${String(bytes).padStart(6)}  ${module}`)
  }
  for (const part of ['page', 'guest'])
    console.log(`${part}: ${kilobytes(scripts, part).toFixed(1)} kB gzipped`)
  const kB = kilobytes(scripts)
  console.log(`both: ${kB.toFixed(1)} kB gzipped, budget ${budget} kB`)
  if (kB > budget) process.exitCode = 1
}
