/** From a scenario's files to what a runner needs: compiled modules and a checked configuration. */
import { compileModules, parseConfigYaml } from '../compile/index.ts'
import { configFile, type ConfigEntry, limits, type Misuse, misuse } from '../model/index.ts'
import type { CompiledModule, ExecutablePlan, RunPlan } from '../run/index.ts'
import { checkConfiguration, type Scenario } from '../scenario/index.ts'

/** What a plan needs besides itself, with what is worth saying; or what is wrong with the files. */
export type Prepared =
  | {
      readonly modules: readonly CompiledModule[]
      readonly configuration: readonly ConfigEntry[]
      readonly notices: readonly Misuse[]
    }
  | { readonly misuses: readonly Misuse[] }

/** Compiles job.ts and what it imports, and reads config.yaml. Types are not checked. */
export function prepareScenario(scenario: Scenario): Prepared {
  const { files } = scenario
  const tooLarge = sizeMisuse(files)
  if (tooLarge !== null) return { misuses: [tooLarge] }
  const compiled = compileModules(files)
  const parsed = parseConfigYaml(Object.hasOwn(files, configFile) ? (files[configFile] ?? '') : '')
  const entries = 'entries' in parsed ? parsed.entries : []
  const { misuses: refused, notices } = checkConfiguration(entries)
  const misuses = [
    ...('misuses' in compiled ? compiled.misuses : []),
    ...('misuses' in parsed ? parsed.misuses : refused),
  ]
  if (misuses.length > 0 || !('modules' in compiled)) return { misuses }
  return { modules: compiled.modules, configuration: entries, notices }
}

/** A plan made ready to run. */
export type PreparedPlan =
  | {
      readonly ok: true
      readonly executable: ExecutablePlan
      readonly notices: readonly Misuse[]
    }
  | { readonly ok: false; readonly misuses: readonly Misuse[] }

/** Prepares the plan's scenario, and puts both together. */
export function prepare(plan: RunPlan): PreparedPlan {
  const prepared = prepareScenario(plan.scenario)
  if ('misuses' in prepared) return { ok: false, misuses: prepared.misuses }
  const { modules, configuration, notices } = prepared
  return { ok: true, executable: { plan, modules, configuration }, notices }
}

function sizeMisuse(files: Readonly<Record<string, string>>): Misuse | null {
  const characters = Object.values(files).reduce((sum, text) => sum + text.length, 0)
  if (characters > limits.fileCharacters) {
    const values = { characters, limit: limits.fileCharacters }
    return misuse('files_too_large', null, values)
  }
  const count = Object.keys(files).length
  if (count <= limits.files) return null
  return misuse('too_many_files', null, { files: count, limit: limits.files })
}
