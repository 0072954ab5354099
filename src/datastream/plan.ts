/**
 * What the learner's calls have built so far: operators and their inputs, before chaining.
 * Flink: the transformations of a StreamExecutionEnvironment.
 */
import {
  type MessageCode,
  MisuseError,
  type OperatorId,
  type OperatorRole,
  type Partitioning,
} from '../model/index.ts'
import type { CustomPartition, KeyedBy, OperatorCode } from './program.ts'

/** Flink: ChainingStrategy. */
export type ChainingStrategy = 'ALWAYS' | 'HEAD' | 'NEVER'

/** Where an operator's records come from. */
export interface PlannedInput {
  readonly from: PlannedOperator
  /** The side output that is read; null: the main output. */
  readonly tag: string | null
  /** Which input of the reading operator it feeds. */
  readonly input: 0 | 1
  /** Null: forward or rebalance, as the parallelism turns out. */
  readonly partitioning: Partitioning | null
  readonly keyedBy: KeyedBy | null
  /** What chooses the channel; null unless `partitioning` is `custom`. */
  readonly partition: CustomPartition | null
}

/** All records of an operator's main output, partitioned as it turns out. */
export function mainOutputOf(from: PlannedOperator): PlannedInput {
  return { from, tag: null, input: 0, partitioning: null, keyedBy: null, partition: null }
}

/**
 * What an operator's code is made of. `parts` are the learner's objects, copied when the job is
 * submitted and once more for every attempt of every subtask.
 */
export interface OperatorMaker {
  readonly parts: readonly object[]
  readonly code: (parts: readonly unknown[]) => OperatorCode
}

/** One operator as the program describes it; setters of the stream change it until `execute`. */
export interface PlannedOperator {
  readonly role: OperatorRole
  readonly inputs: readonly PlannedInput[]
  readonly maker: OperatorMaker
  /** Where in the program it was made: for messages about it. */
  readonly madeAt: CallSite
  /** The name as the web UI shows it, from the one the program gave. */
  readonly shownName: (name: string) => string
  name: string
  uid: { readonly value: string; readonly setAt: CallSite } | null
  uidHash: OperatorId | null
  parallelism: number | null
  maxParallelism: number | null
  chaining: ChainingStrategy
  /** Null: that of its inputs where they agree, else `default`. */
  slotSharingGroup: string | null
}

/** A place in the program, kept as a stack to blame a later message on. */
export interface CallSite {
  readonly stack: string
}

/** The present place in the program. */
export function callSite(): CallSite {
  return { stack: new Error('call').stack ?? '' }
}

/** The message, blamed on an earlier place in the program. */
export function misuseAt(
  site: CallSite,
  code: MessageCode,
  values: Readonly<Record<string, string | number>> = {},
): MisuseError {
  const error = new MisuseError(code, values)
  error.stack = site.stack
  return error
}

/** What a new operator is made of; everything else is as Flink has it by default. */
export interface OperatorDescription {
  readonly role: OperatorRole
  readonly name: string
  readonly inputs: readonly PlannedInput[]
  readonly maker: OperatorMaker
  readonly shownName?: (name: string) => string
}

/** The operators of one environment, in the order in which the program made them. */
export class Plan {
  readonly #operators: PlannedOperator[] = []

  get operators(): readonly PlannedOperator[] {
    return this.#operators
  }

  /** Adds an operator with Flink's defaults. */
  add(description: OperatorDescription): PlannedOperator {
    const operator: PlannedOperator = {
      role: description.role,
      inputs: description.inputs,
      maker: description.maker,
      madeAt: callSite(),
      shownName: description.shownName ?? ((name) => name),
      name: description.name,
      uid: null,
      uidHash: null,
      parallelism: null,
      maxParallelism: null,
      chaining: 'ALWAYS',
      slotSharingGroup: null,
    }
    this.#operators.push(operator)
    return operator
  }
}
