/**
 * `import core from 'virtual:guest'`, `import rest from 'virtual:guest-rest'`: the guest (engine and sandbox runtime)
 * as two classic scripts, as strings. The frame has an opaque origin and cannot load modules from ours, so the page
 * hands them over: the core at once, the rest when a job needs it (docs/decisions/0025). In development the core is
 * the whole guest, and an edit of any of its files reaches the next run without a page reload.
 */
import path from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import { rows } from '../src/trace/rows.ts'
import { isLeftToTheRest, scriptOfCore, scriptOfRest } from './guest-parts.ts'

const coreId = 'virtual:guest'
const restId = 'virtual:guest-rest'

interface Guest {
  readonly core: string
  /** Empty: there is nothing besides the core. */
  readonly rest: string
  readonly files: readonly string[]
}

export function guest(entry: string): Plugin {
  let root = process.cwd()
  let development = false
  let files = new Set<string>()
  let built: Promise<Guest> | null = null
  const bundled = (): Promise<Guest> => (built ??= bundleGuest(root, entry, development))
  return {
    name: 'guest-bundle',
    configResolved(config) {
      root = config.root
      development = config.command === 'serve'
    },
    resolveId: { filter: { id: /^virtual:guest(-rest)?$/ }, handler: (id) => `\0${id}` },
    load: {
      filter: { id: /^\0virtual:guest(-rest)?$/ },
      async handler(id) {
        const found = await bundled()
        files = new Set(found.files)
        for (const file of files) this.addWatchFile(file)
        const script = id === `\0${coreId}` ? found.core : found.rest
        return { code: `export default ${JSON.stringify(script)}`, map: null }
      },
    },
    hotUpdate({ file, modules }) {
      if (!files.has(file)) return undefined
      built = null
      const { moduleGraph } = this.environment
      const own = [coreId, restId].map((id) => moduleGraph.getModuleById(`\0${id}`))
      return [...modules, ...own.filter((module) => module !== undefined)]
    },
  }
}

/** The guest writes events and reads none: it gets the rows as they are, and not the schemas they follow from. */
const rowsByValue: Plugin = {
  name: 'rows-by-value',
  load: {
    filter: { id: /\/src\/trace\/rows\.ts$/ },
    handler: () => `export const rows = ${JSON.stringify(rows)}`,
  },
}

/** Both scripts; in development one, readable and with a map. */
async function bundleGuest(root: string, entry: string, development: boolean): Promise<Guest> {
  const chunks = await bundle(root, entry, development)
  const core = chunks.find(({ fileName }) => fileName === 'core.js')
  const rest = chunks.find(({ fileName }) => fileName === 'rest.js')
  if (core === undefined || chunks.length !== (rest === undefined ? 1 : 2))
    throw new Error('the guest must be a core, and a rest that only the core needs')
  return {
    core: rest === undefined ? withInlineMap(core, root) : scriptOfCore(core.code),
    rest: rest === undefined ? '' : scriptOfRest(rest.code),
    files: chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => path.isAbsolute(id)),
  }
}

async function bundle(
  root: string,
  entry: string,
  development: boolean,
): Promise<readonly Rolldown.OutputChunk[]> {
  const parts: Rolldown.OutputOptions = {
    // What a module of the core uses of the rest is looked up where it is used, so it may come later.
    format: 'cjs',
    codeSplitting: {
      groups: [{ name: 'rest', test: (id) => isLeftToTheRest(path.relative(root, id)) }],
      includeDependenciesRecursively: false,
    },
  }
  const result = (await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [rowsByValue],
    build: {
      write: false,
      target: 'es2022',
      minify: !development,
      // Its map would be several times the script, and is sent to every learner.
      sourcemap: development,
      copyPublicDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: path.resolve(root, entry),
        // Strict, so that learner code cannot reach the engine's functions by arguments.callee.caller.
        output: {
          strict: true,
          entryFileNames: 'core.js',
          // Names of operators come from names of classes, as Flink's do from getClass().getSimpleName().
          ...(development ? {} : { minify: withClassNames }),
          chunkFileNames: '[name].js',
          ...(development ? { format: 'iife', codeSplitting: false } : parts),
        },
        // The guest needs the module loader of src/compile, and not the compiler beside it.
        treeshake: { moduleSideEffects: false },
        checks: { bundlerTimings: false },
      },
    },
  })) as Rolldown.RolldownOutput
  return result.output.filter((output) => output.type === 'chunk')
}

const keepNames = { class: true, function: false }
const withClassNames = { compress: { keepNames }, mangle: { keepNames } } as const

/** Stack frames inside the sandbox then name the engine's own files. */
function withInlineMap(chunk: Rolldown.OutputChunk, root: string): string {
  const code = chunk.code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
  if (!chunk.map) return code
  const name = (source: string): string =>
    'guest:///' + path.relative(root, path.resolve(root, 'dist', source))
  const map = { ...chunk.map, sourceRoot: '', sources: chunk.map.sources.map(name) }
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64')
  return `${code}//# sourceMappingURL=data:application/json;base64,${encoded}\n`
}
