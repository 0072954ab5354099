/**
 * `import code from 'virtual:guest'`: the guest (engine and sandbox runtime) as ONE classic script, as a
 * string. The frame has an opaque origin and cannot load modules from ours, so the page hands it over.
 * In development an edit of any of its files reaches the next run without a page reload.
 */
import path from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import { rows } from '../src/trace/rows.ts'

const id = 'virtual:guest'
const resolvedId = '\0' + id

export function guest(entry: string): Plugin {
  let root = process.cwd()
  let development = false
  let files = new Set<string>()
  return {
    name: 'guest-bundle',
    configResolved(config) {
      root = config.root
      development = config.command === 'serve'
    },
    resolveId: { filter: { id: /^virtual:guest$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0virtual:guest$/ },
      async handler() {
        const chunk = await bundle(root, entry, !development)
        files = new Set(chunk.moduleIds.filter((module) => path.isAbsolute(module)))
        for (const file of files) this.addWatchFile(file)
        const script = development ? withInlineMap(chunk, root) : chunk.code
        return { code: `export default ${JSON.stringify(script)}`, map: null }
      },
    },
    hotUpdate({ file, modules }) {
      if (!files.has(file)) return undefined
      const module = this.environment.moduleGraph.getModuleById(resolvedId)
      return module ? [...modules, module] : modules
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

async function bundle(root: string, entry: string, minify: boolean): Promise<Rolldown.OutputChunk> {
  const result = (await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [rowsByValue],
    build: {
      write: false,
      target: 'es2022',
      minify,
      // Its map would be several times the script, and is sent to every learner.
      sourcemap: !minify,
      copyPublicDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: path.resolve(root, entry),
        // Strict, so that learner code cannot reach the engine's functions by arguments.callee.caller.
        output: { format: 'iife', strict: true, entryFileNames: 'guest.js', codeSplitting: false },
        // The guest needs the module loader of src/compile, and not the compiler beside it.
        treeshake: { moduleSideEffects: false },
        checks: { bundlerTimings: false },
      },
    },
  })) as Rolldown.RolldownOutput
  const [chunk, ...others] = result.output.filter((output) => output.type === 'chunk')
  if (!chunk || others.length > 0) throw new Error('the guest must be exactly one chunk')
  return chunk
}

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
