/** From the learner's modules to the program the engine loads, once per simulated process. */
import { evaluateProgram, type LoadProgram } from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'
import type { ExecutablePlan } from '../../run/index.ts'

type Require = (name: string) => unknown

/** A module as a function: CommonJS, so that it can be called again for another process. */
export type ModuleFactory = (
  exports: object,
  require: Require,
  module: { exports: unknown },
) => void

/** Where a program starts. */
const entry = 'job.ts'

/** Each load runs the modules afresh: their variables belong to one process. */
export function programLoader(
  factories: ReadonlyMap<string, ModuleFactory>,
  executable: ExecutablePlan,
): LoadProgram {
  return () =>
    evaluateProgram((requireLibrary) => {
      linker(factories, requireLibrary)(entry, entry)
    }, executable.configuration)
}

/** CommonJS among the learner's files; a module that is being loaded answers what it has so far. */
function linker(
  factories: ReadonlyMap<string, ModuleFactory>,
  requireLibrary: Require,
): (file: string, asked: string) => unknown {
  const loaded = new Map<string, { exports: unknown }>()
  const load = (file: string, asked: string): unknown => {
    const before = loaded.get(file)
    if (before !== undefined) return before.exports
    const factory = factories.get(file)
    if (factory === undefined) throw new MisuseError('import_unknown', { name: asked.slice(0, 80) })
    const exports = {}
    const module: { exports: unknown } = { exports }
    loaded.set(file, module)
    factory(
      exports,
      (name) => {
        const wanted = resolve(file, String(name))
        return wanted === null ? requireLibrary(name) : load(wanted, name)
      },
      module,
    )
    return module.exports
  }
  return load
}

/** The file a relative import means, or null where it names a library. */
function resolve(from: string, name: string): string | null {
  if (!name.startsWith('./') && !name.startsWith('../')) return null
  const path = from.split('/').slice(0, -1)
  for (const step of name.split('/')) {
    if (step === '..') path.pop()
    else if (step !== '.') path.push(step)
  }
  const file = path.join('/')
  return file.endsWith('.ts') ? file : `${file}.ts`
}

/** What learner code shares with the engine by importing it; to be frozen before it can. */
export function sharedLibrary(): unknown {
  let library: unknown = null
  try {
    evaluateProgram((requireLibrary) => {
      library = requireLibrary('flink')
    }, [])
  } catch {
    // It submits no job, and is told so.
  }
  return library
}
