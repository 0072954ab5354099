/**
 * `import core from 'virtual:guest'`, `import rest from 'virtual:guest-rest'`: the guest (engine and sandbox runtime)
 * as a classic script: the frame has an opaque origin and cannot load modules from ours, so the page hands it over.
 * The core is a string and runs by itself as far as the first job goes; with the rest it is the whole
 * (docs/decisions/0025). In development the core is the whole guest, and an edit of any of its files reaches the next
 * run without a page reload.
 */
import path from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import type { MinifyOptions } from 'terser'
import { type Piece, wholeGuest } from '../src/sandbox/host/whole-guest.ts'
import { type BuiltScript, coreOf } from './guest-parts.ts'
import { piecesOf } from './guest-pieces.ts'
import { firstJob, trained } from './guest-training.ts'

const coreId = 'virtual:guest'
const restId = 'virtual:guest-rest'

interface GuestParts {
  readonly core: string
  readonly rest: readonly Piece[]
}

interface Guest extends GuestParts {
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
        const part = id === `\0${coreId}` ? found.core : found.rest
        return { code: `export default ${JSON.stringify(part)}`, map: null }
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

/** Both parts; in development a script that is all, readable and with a map. */
async function bundleGuest(root: string, entry: string, development: boolean): Promise<Guest> {
  const chunk = await bundle(root, entry, development)
  const files = chunk.moduleIds.filter((id) => path.isAbsolute(id))
  if (development) {
    const core = withInlineMap(chunk, root)
    return { core, rest: [[0, core.length, '']], files }
  }
  const parts = await inTwo(chunk)
  return { ...parts, files }
}

/** What depends on the learner's job and nothing else: the rest of the guest depends on how fast a machine is. */
const sameEverywhere =
  /^src\/((base|datastream|engine|model|scenario|trace)\/|sandbox\/guest\/(careful|crash|locate|virtual-))/

/** Cut by what the first job needs; that it needs nothing else is seen before anybody is given it. */
async function inTwo({ code, map }: Rolldown.OutputChunk): Promise<GuestParts> {
  if (map === null) throw new Error('the guest was built without a map')
  const script = await smaller(
    { code: withoutMap(code), map },
    { mangle: { toplevel: true }, passes: 1 },
  )
  const { ran, isMissing } = await trained(script.code)
  if (isMissing) throw new Error('the first job fails on the whole guest')
  const cut = coreOf(script, {
    hasRun: ran,
    mayBeCut: (file) => file === '' || sameEverywhere.test(file),
    job: JSON.stringify(firstJob().modules),
  })
  // Names stay, so that the whole can be made of pieces of it.
  const { code: core } = await smaller({ code: cut, map }, { mangle: false, passes: 3 })
  const rest = piecesOf(core, script.code)
  if (wholeGuest(core, rest) !== script.code)
    throw new Error('core and rest do not give back the guest')
  if ((await trained(core)).isMissing)
    throw new Error('the first job needs more than the core of the guest')
  return { core, rest }
}

/** The bundler's own minifier leaves more behind; terser has nothing to do where it is not asked for. */
async function smaller(
  { code, map }: BuiltScript,
  {
    mangle,
    passes,
  }: { readonly mangle: NonNullable<MinifyOptions['mangle']>; readonly passes: number },
): Promise<BuiltScript> {
  const { minify } = await import('terser')
  const found = await minify(code, {
    ecma: 2022,
    keep_classnames: true,
    // One function that is called, and no expression around it: guest-parts.ts looks into it.
    compress: { ecma: 2022, passes, toplevel: true, negate_iife: false },
    sourceMap: { content: JSON.stringify(map), asObject: true },
    mangle,
  })
  return { code: found.code ?? '', map: found.map as BuiltScript['map'] }
}

function withoutMap(code: string): string {
  return code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '')
}

async function bundle(
  root: string,
  entry: string,
  development: boolean,
): Promise<Rolldown.OutputChunk> {
  const result = (await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      minify: !development,
      sourcemap: true,
      copyPublicDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: path.resolve(root, entry),
        // Strict, so that learner code cannot reach the engine's functions by arguments.callee.caller.
        output: {
          strict: true,
          format: 'iife',
          codeSplitting: false,
          // Names of operators come from names of classes, as Flink's do from getClass().getSimpleName().
          ...(development ? {} : { minify: withClassNames }),
        },
        // The guest needs the module loader of src/compile, and not the compiler beside it.
        treeshake: { moduleSideEffects: false },
        checks: { bundlerTimings: false },
      },
    },
  })) as Rolldown.RolldownOutput
  const [chunk] = result.output
  return chunk
}

const keepNames = { class: true, function: false }
const withClassNames = { compress: { keepNames }, mangle: { keepNames } } as const

/** Stack frames inside the sandbox then name the engine's own files. */
function withInlineMap(chunk: Rolldown.OutputChunk, root: string): string {
  const code = withoutMap(chunk.code) + '\n'
  if (!chunk.map) return code
  const name = (source: string): string =>
    'guest:///' + path.relative(root, path.resolve(root, 'dist', source))
  const map = { ...chunk.map, sourceRoot: '', sources: chunk.map.sources.map(name) }
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64')
  return `${code}//# sourceMappingURL=data:application/json;base64,${encoded}\n`
}
