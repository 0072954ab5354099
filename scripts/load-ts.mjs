/**
 * Runs a TypeScript entry of this project in plain Node: bundles it once into node_modules/.cache, under a
 * name that says which sources it was made from, and imports that file. Unchanged sources cost one stat each.
 * The entry sees process.argv as if it had been started directly. Nothing is written to standard output here.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const cache = join(root, 'node_modules', '.cache', 'barrier-lab')
const bundle = 'main.mjs'

/** The exit code of a usage error, as everywhere in the command line: nothing was run. */
const notRun = 2

export async function loadTypeScript(entry) {
  if (!existsSync(join(root, 'node_modules', 'vite'))) {
    stop('The dependencies are not installed. Run `npm start` or `npm test` once, or `npm ci`.')
  }
  if (!existsSync(join(root, entry))) stop(`There is no ${entry}.`)
  const name = entry.replaceAll(/[^a-z0-9]+/gi, '-')
  const folder = join(cache, `${name}.${fingerprint()}`)
  if (!existsSync(folder)) await build(entry, name, folder)
  // A bundled entry cannot find the project by its own place, so it is told.
  process.env['BARRIER_LAB_ROOT'] = root
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(join(folder, bundle)).href)
}

/** Path, size and time of every source: cheap, and enough to notice an edit. */
function fingerprint() {
  const hash = createHash('sha256')
  const single = ['package-lock.json', 'vite.config.ts', 'scripts/load-ts.mjs']
  for (const file of [...single, ...sources('src'), ...sources('lessons')]) {
    const { size, mtimeMs } = statSync(join(root, file))
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

function sources(folder) {
  if (!existsSync(join(root, folder))) return []
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => !name.endsWith('.test.ts') && !name.endsWith('.svelte'))
    .flatMap((found) => {
      const path = `${folder}/${found.name}`
      return found.isDirectory() ? sources(path) : [path]
    })
}

async function build(entry, name, folder) {
  const vite = await import('vite')
  mkdirSync(cache, { recursive: true })
  // Built aside and renamed, so that two processes started at once do not read half a file.
  const aside = mkdtempSync(join(cache, 'building-'))
  try {
    await vite.build({
      root,
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: {
        ssr: entry,
        outDir: aside,
        emptyOutDir: false,
        copyPublicDir: false,
        minify: false,
        sourcemap: 'inline',
        rolldownOptions: {
          output: { format: 'esm', entryFileNames: bundle, codeSplitting: false },
        },
      },
    })
    for (const old of readdirSync(cache)) {
      if (old.startsWith(`${name}.`)) rmSync(join(cache, old), { recursive: true, force: true })
    }
    renameSync(aside, folder)
  } catch (error) {
    // Another process may have been first with the same sources; its bundle is as good.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

function stop(message) {
  process.stderr.write(`${message}\n`)
  process.exit(notRun)
}
