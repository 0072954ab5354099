/** The learner's compiled modules, each loaded as a script of its own so that stacks name its lines. */
import type { CompiledModule } from '../../run/index.ts'
import type { ModuleFactory } from './module-loader.ts'
import type { PrivateBrowser } from './private-browser.ts'

const definer = '__barrierLabDefine'

/** Nothing of a module runs yet: each becomes a function to be called once per simulated process. */
export function loadModules(
  modules: readonly CompiledModule[],
  browser: PrivateBrowser,
  names: Map<string, string>,
): ReadonlyMap<string, ModuleFactory> {
  const factories = new Map<string, ModuleFactory>()
  const define = (file: string, factory: ModuleFactory): void => {
    factories.set(file, factory)
  }
  Object.defineProperty(globalThis, definer, { value: define, configurable: true })
  try {
    for (const { file, code } of modules) {
      // WebKit's stacks name the URL, the others the file as sourceURL says it.
      names.set(file, file)
      names.set(browser.runScript(moduleScript(file, code)), file)
    }
  } finally {
    Reflect.deleteProperty(globalThis, definer)
  }
  return factories
}

/** What stands before a module's first character; as long wherever a module is loaded. */
export function moduleHead(file: string): string {
  return `${definer}(${JSON.stringify(file)},function(exports,require,module){`
}

/** The module's lines keep their numbers: what surrounds it adds none before. */
function moduleScript(file: string, code: string): string {
  const head = moduleHead(file)
  return `${head}${code}\n})\n//# sourceURL=${encodeURI(file)}\n`
}
