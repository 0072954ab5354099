/** From the learner's modules to the program the engine loads, once per simulated process. */
import { entryFile } from '../../model/index.ts'
import { evaluateModules, type ModuleFactory } from './module-loader.ts'
import { evaluateProgram, type LoadProgram } from '../../datastream/index.ts'
import type { ExecutablePlan } from '../../run/index.ts'

/** Each load runs the modules afresh: their variables belong to one process. */
export function programLoader(
  factories: ReadonlyMap<string, ModuleFactory>,
  executable: ExecutablePlan,
): LoadProgram {
  return () =>
    evaluateProgram((requireLibrary) => {
      evaluateModules(factories, entryFile, requireLibrary)
    }, executable.configuration)
}
