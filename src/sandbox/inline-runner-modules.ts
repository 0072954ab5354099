/** The learner's compiled modules as functions, on this very thread. */
import type { CompiledModule } from '../run/index.ts'
import type { ModuleFactory } from '../compile/index.ts'

/** Indirect eval: the code sees the global scope and nothing of ours; stacks name its file and lines. */
const evaluate = eval as (code: string) => unknown

export function defineModules(
  modules: readonly CompiledModule[],
): ReadonlyMap<string, ModuleFactory> {
  return new Map(
    modules.map(({ file, code }) => {
      const script = `(function(exports,require,module){${code}\n})\n//# sourceURL=${encodeURI(file)}\n`
      return [file, evaluate(script) as ModuleFactory]
    }),
  )
}
