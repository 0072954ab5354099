/** The learner's compiled modules as functions, on this very thread. */
import { moduleHead } from './guest/load-modules.ts'
import type { CompiledModule } from '../run/index.ts'
import type { ModuleFactory } from './guest/module-loader.ts'

/** Indirect eval: the code sees the global scope and nothing of ours; stacks name its file and lines. */
const evaluate = eval as (code: string) => unknown

export function defineModules(
  modules: readonly CompiledModule[],
): ReadonlyMap<string, ModuleFactory> {
  return new Map(
    modules.map(({ file, code }) => {
      // Columns of the first line are the same as in the guest: they are in the trace.
      const head = '(function(exports,require,module){'.padStart(moduleHead(file).length)
      const script = `${head}${code}\n})\n//# sourceURL=${encodeURI(file)}\n`
      return [file, evaluate(script) as ModuleFactory]
    }),
  )
}
