/** Runs the learner's program, and keeps what it submitted. */
import { assert, isCoreOfGuest } from '../base/index.ts'
import { type ConfigEntry, type JobGraph, type JobSettings, MisuseError } from '../model/index.ts'
import { buildJob, type BuiltJob } from './build.ts'
import { type Submission, whileEvaluating } from './evaluation.ts'
import * as flink from './flink.ts'
import type { Program } from './program.ts'
import { refuseImport } from './refusals.ts'
import { resolveSettings, Settings } from './settings.ts'

/**
 * Evaluates a program afresh. `evaluate` runs the learner's modules; the `require` it is given
 * knows 'flink' alone. Throws what the learner's code throws, and a MisuseError for what Flink
 * would refuse when the job is submitted.
 */
export function evaluateProgram(
  evaluate: (require: (name: string) => unknown) => void,
  configuration: readonly ConfigEntry[],
): Program {
  let job: BuiltJob | null = null
  let submission: Submission | null = null
  const submit = (given: Submission): void => {
    if (submission !== null) throw new MisuseError('execute_twice')
    submission = given
    job = buildJob(given, configuration)
  }
  whileEvaluating({ submit }, () => {
    evaluate(requireFlink)
  })
  if (submission === null || job === null) throw new MisuseError('execute_missing')
  return programOf(job, submission, configuration)
}

function programOf(
  { graph, codeOf, madeAt, keyedBy, partition }: BuiltJob,
  { values }: Submission,
  configuration: readonly ConfigEntry[],
): Program {
  const settings = resolveSettings(values, configuration)
  refuseUnaligned(graph, settings, new Settings(values, configuration))
  return {
    graph,
    settings,
    instantiate: (operator) => {
      const code = codeOf.get(operator)
      assert(code !== undefined, 'an operator that is instantiated is in the graph')
      return code()
    },
    madeAt: (operator) => {
      const error = new Error('made here')
      error.stack = madeAt.get(operator)?.stack ?? ''
      return error
    },
    keyedBy: (edge) => keyedBy[edge] ?? null,
    partition: (edge) => partition[edge] ?? null,
  }
}

/** Flink: StreamingJobGraphGenerator.preValidate, CheckpointCoordinatorConfiguration (CK-77). */
function refuseUnaligned(graph: JobGraph, { checkpoints }: JobSettings, settings: Settings): void {
  const { unaligned, interval, maxConcurrent } = checkpoints
  if (!unaligned || interval === null) return
  if (maxConcurrent > 1) throw new MisuseError('unaligned_and_concurrent', { got: maxConcurrent })
  const isCustom = graph.edges.some(({ partitioning }) => partitioning === 'custom')
  if (isCustom && !settings.get('execution.checkpointing.unaligned.forced', false))
    throw new MisuseError('unaligned_and_partition_custom')
}

/** The names of 'flink', as a module made by a compiler would give them. */
export const flinkNames: readonly string[] = Object.keys(flink)

let flinkModule: object | null = null

/** 'flink' as a module made by a compiler would give it: what all learner code shares by importing it. */
export function flinkLibrary(): object {
  return (flinkModule ??= makeModule())
}

/** The core of the guest has what its one job names, and looks it up when it is named. */
function makeModule(): object {
  const known = isCoreOfGuest ? {} : { ...flink }
  const exported = Object.freeze({ ...known, __esModule: true })
  return new Proxy(exported, {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name))
        return Reflect.get(target, name) as unknown
      if (name === 'then') return undefined
      if (Object.hasOwn(flink, name)) return Reflect.get(flink, name) as unknown
      // Names of Flink that are not here are answered with the reason, at the line that uses them.
      refuseImport(name)
      throw new MisuseError('flink_name_unknown', { name: name.slice(0, 60) })
    },
  })
}

function requireFlink(name: string): unknown {
  if (name !== 'flink') throw new MisuseError('import_unknown', { name: name.slice(0, 80) })
  return flinkLibrary()
}
