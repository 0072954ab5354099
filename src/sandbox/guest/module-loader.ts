/** Runs compiled modules as CommonJS: each once, on first import, cycles included. */
import { assert } from '../../base/index.ts'
import { isRelative, MisuseError, resolveImport } from '../../model/index.ts'

/** A module as a function, so that it can run again for another process. */
export type ModuleFactory = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: unknown },
) => void

/**
 * Runs `entry` and what it imports, afresh: no module keeps anything from an earlier evaluation.
 * `requireOther` answers imports that are not relative. A cycle sees what is exported so far.
 */
export function evaluateModules(
  factories: ReadonlyMap<string, ModuleFactory>,
  entry: string,
  requireOther: (name: string) => unknown,
): void {
  const loaded = new Map<string, { exports: unknown }>()
  const load = (file: string): unknown => {
    const known = loaded.get(file)
    if (known !== undefined) return known.exports
    const factory = factories.get(file)
    assert(factory !== undefined, 'a module that is imported was compiled')
    const exports = {}
    const module: { exports: unknown } = { exports }
    loaded.set(file, module)
    factory(exports, requireFrom(file), module)
    return module.exports
  }
  const requireFrom = (importer: string) => (name: string) => {
    if (!isRelative(name)) return requireOther(name)
    const file = resolveImport(name, importer, (candidate) => factories.has(candidate))
    if (file === null) throw new MisuseError('import_not_found', { name: name.slice(0, 80) })
    return load(file)
  }
  load(entry)
}
