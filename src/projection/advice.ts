/**
 * What is legal in a job and its configuration, and harmful: each finding with its reason and what
 * to do about it (docs/SEMANTICS.md, ADV). A pure function of what the trace says of the job.
 */
import type { JobGraph, JobSettings, OperatorNode } from '../model/index.ts'
import type { CheckpointRow } from './checkpoints.ts'

/** What would mend a finding: an option of config.yaml, or a change of the program. */
export type Remedy =
  | {
      readonly kind: 'option'
      readonly key: string
      /** As it is written in config.yaml. */
      readonly value: string
      /** The method by which a program sets the same; where it does, the program wins (CFG-1). */
      readonly setter: string | null
    }
  | { readonly kind: 'code'; readonly says: string }

/** Something that works, and should not stay so. */
export interface Finding {
  /** The rule in docs/SEMANTICS.md. */
  readonly rule: `ADV-${number}`
  /** What is so, in a sentence. */
  readonly title: string
  /** What comes of it. */
  readonly reason: string
  readonly remedy: Remedy
}

/** What is known of a job at a cursor. */
export interface AdvisedJob {
  readonly graph: JobGraph
  readonly settings: JobSettings
  /** Its checkpoints so far, in the order of their triggers. */
  readonly snapshots: readonly CheckpointRow[]
}

type Rule = (job: AdvisedJob) => Omit<Finding, 'rule'> | null

/** Virtual ms below which a timeout is short for a real cluster. */
const shortTimeout = 60_000
/** Attempts of the fixed delay strategy that are soon used up: they are counted over the whole life of a job. */
const fewAttempts = 3

/** Virtual ms. Kafka: transaction.max.timeout.ms, as a broker has it. */
const longestTransaction = 900_000

const prefix = 'execution.checkpointing'

function option(key: string, value: string, setter: string | null = null): Remedy {
  return { kind: 'option', key, value, setter }
}

/** `10 s`, `250 ms`: as Flink reads it. */
function written(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`
}

const rules: readonly Rule[] = [
  /* ADV-1 */ ({ graph, settings }) => {
    const keeper = operatorsOf(graph).find(keepsState)
    if (settings.checkpoints.interval !== null || keeper === undefined) return null
    return {
      title: `Checkpointing is disabled, and ${keeper.name} keeps state.`,
      reason:
        'After a failure everything it knew is gone, and without checkpointing Flink does not restart the job by itself.',
      remedy: option(`${prefix}.interval`, '10 s', 'enableCheckpointing'),
    }
  },
  /* ADV-2 */ ({ settings: { checkpoints } }) =>
    checkpoints.interval === null || !isInJobManager(checkpoints)
      ? null
      : {
          title: 'Checkpoints are kept in the memory of the JobManager.',
          reason:
            'They are gone when it is, and a state of more than 5 MB cannot be taken. This is for trying things out.',
          remedy:
            checkpoints.directory === null
              ? option(`${prefix}.dir`, 's3://lab/checkpoints')
              : option(`${prefix}.storage`, 'filesystem'),
        },
  /* ADV-3 */ ({ settings: { checkpoints } }) =>
    checkpoints.interval === null ||
    checkpoints.tolerableFailures > 0 ||
    checkpoints.timeout >= shortTimeout
      ? null
      : {
          title: `A checkpoint may take ${written(checkpoints.timeout)}, and no failed one is tolerated.`,
          reason:
            'One that is slow, under back pressure or while storage is slow, fails the job; the restart makes it slower still.',
          remedy: option(
            `${prefix}.tolerable-failed-checkpoints`,
            '3',
            'setTolerableCheckpointFailureNumber',
          ),
        },
  /* ADV-4 */ ({ settings: { checkpoints } }) =>
    checkpoints.interval === null || checkpoints.timeout >= checkpoints.interval
      ? null
      : {
          title: `The timeout of ${written(checkpoints.timeout)} is below the interval of ${written(checkpoints.interval)}.`,
          reason:
            'A checkpoint is given up while nothing else waits for its turn: it could have gone on until the next one is due.',
          remedy: option(`${prefix}.timeout`, '10 min', 'setCheckpointTimeout'),
        },
  /* ADV-5 */ ({ settings: { checkpoints }, snapshots }) => {
    const { interval, minPause } = checkpoints
    const slow = interval === null ? undefined : snapshots.findLast(tookLongerThan(interval / 2))
    if (interval === null || minPause > 0 || slow === undefined) return null
    const took = written((slow.endedAt ?? 0) - slow.triggeredAt)
    return {
      title: `Checkpoint ${slow.checkpoint} took ${took} of an interval of ${written(interval)}.`,
      reason:
        'The job takes snapshots for much of its time. A pause between two of them leaves it time for its records.',
      remedy: option(`${prefix}.min-pause`, written(interval), 'setMinPauseBetweenCheckpoints'),
    }
  },
  /* ADV-6 */ ({ settings: { checkpoints } }) =>
    checkpoints.interval === null || checkpoints.retention === 'RETAIN_ON_CANCELLATION'
      ? null
      : {
          title: 'Checkpoints are deleted when the job is cancelled.',
          reason:
            'Who cancels by mistake, or to go on with other code, has nothing to go on from but savepoints.',
          remedy: option(
            `${prefix}.externalized-checkpoint-retention`,
            'RETAIN_ON_CANCELLATION',
            'setExternalizedCheckpointRetention',
          ),
        },
  /* ADV-7 */ ({ graph }) => {
    const nameless = operatorsOf(graph).filter((node) => node.uid === null && keepsState(node))
    const [first] = nameless
    if (first === undefined) return null
    const names = nameless.map(({ name }) => name).join(', ')
    return {
      title: `No uid: ${names}.`,
      reason:
        'Their ids are made from the shape of the job. After a change to it the state of a savepoint no longer finds them.',
      remedy: { kind: 'code', says: `Give each a name that stays, as in .uid('${uidOf(first)}').` },
    }
  },
  /* ADV-8 */ ({ graph }) => {
    const open = graph.vertices.filter(
      ({ maxParallelismSet, operators }) => !maxParallelismSet && operators.some(isKeyed),
    )
    const [first] = open
    if (first === undefined) return null
    return {
      title: 'The maximum parallelism is not set.',
      reason: `Flink derives it from the parallelism: now ${first.maxParallelism} key groups. With a much higher parallelism it would derive another number, and no snapshot from before would fit.`,
      remedy: option('pipeline.max-parallelism', String(first.maxParallelism), 'setMaxParallelism'),
    }
  },
  /* ADV-9 */ ({ settings: { checkpoints, restart } }) =>
    checkpoints.interval === null || restart.kind !== 'none'
      ? null
      : {
          title: 'The job is never restarted.',
          reason: 'Checkpoints are taken, and the first failure still ends it.',
          remedy: option('restart-strategy.type', 'exponential-delay'),
        },
  /* ADV-10 */ ({ settings: { restart } }) =>
    restart.kind !== 'fixed-delay' || restart.attempts > fewAttempts
      ? null
      : {
          title: `The job is restarted ${restart.attempts} times, ever.`,
          reason:
            'The fixed delay strategy counts over the whole life of a job: failures that are months apart use it up.',
          remedy: option('restart-strategy.type', 'exponential-delay'),
        },
  /* ADV-11 */ ({ settings: { cluster, checkpoints } }) =>
    checkpoints.interval === null || cluster.highAvailability
      ? null
      : {
          title: 'Nothing survives the JobManager.',
          reason:
            'Without high availability the job ends with it, and somebody has to start it again from a retained checkpoint.',
          remedy: option('high-availability.type', 'ZOOKEEPER'),
        },
  /* ADV-12 */ ({ graph }) => {
    const sink = operatorsOf(graph).find(
      ({ role }) => role.kind === 'kafka-sink' && role.guarantee === 'none',
    )
    if (sink === undefined) return null
    return {
      title: `${sink.name} gives no guarantee.`,
      reason:
        'That is the default of KafkaSink: rows that are on their way at a failure, or at a checkpoint, can be lost.',
      remedy: {
        kind: 'code',
        says: 'Add .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE) to its builder.',
      },
    }
  },
  /* ADV-13 */ ({ settings: { checkpoints } }) =>
    checkpoints.mode !== 'AT_LEAST_ONCE' || checkpoints.interval === null
      ? null
      : {
          title: 'Checkpoints are taken at least once.',
          reason:
            'Records can be in a snapshot and be read again after it: counts come out too high after a failure.',
          remedy: option(`${prefix}.mode`, 'EXACTLY_ONCE', 'setCheckpointingConsistencyMode'),
        },
  /* ADV-14 */ ({ settings: { checkpoints } }) =>
    checkpoints.interval === null || !checkpoints.unaligned || checkpoints.alignedTimeout > 0
      ? null
      : {
          title: 'Every checkpoint is unaligned from its start.',
          reason:
            'Data in flight is written even when no barrier would have waited for long, and read again at each restore.',
          remedy: option(
            `${prefix}.aligned-checkpoint-timeout`,
            '30 s',
            'setAlignedCheckpointTimeout',
          ),
        },
  /* ADV-15 */ ({ settings: { checkpoints }, snapshots }) => {
    const { interval, unaligned } = checkpoints
    const slow = interval === null ? undefined : snapshots.findLast(wroteLongerThan(interval / 2))
    if (!unaligned || slow === undefined) return null
    return {
      title: `Checkpoint ${slow.checkpoint} spent more than half of the interval writing.`,
      reason:
        'Where storage is slow or state is large, data in flight that is written as well makes it later still.',
      remedy: option(`${prefix}.unaligned.enabled`, 'false', 'enableUnalignedCheckpoints'),
    }
  },
  /* ADV-16 */ ({ settings: { changelog } }) =>
    changelog?.storage !== 'memory'
      ? null
      : {
          title: 'The changelog is kept in memory.',
          reason:
            'Each checkpoint carries the whole log since the last materialisation to the JobManager. This is for tests.',
          remedy:
            changelog.basePath === null
              ? {
                  kind: 'code',
                  says: 'Set state.changelog.dstl.dfs.base-path, and state.changelog.storage to filesystem.',
                }
              : option('state.changelog.storage', 'filesystem'),
        },
  /* ADV-17 */ ({ settings: { changelog, checkpoints } }) =>
    changelog === undefined || checkpoints.maxConcurrent === 1
      ? null
      : {
          title: `Up to ${checkpoints.maxConcurrent} checkpoints at a time, and a changelog.`,
          reason: 'Flink supports one at a time with a changelog.',
          remedy: option(
            `${prefix}.max-concurrent-checkpoints`,
            '1',
            'setMaxConcurrentCheckpoints',
          ),
        },
  /* ADV-18 */ ({ settings: { changelog, checkpoints } }) =>
    changelog === undefined || (checkpoints.claimMode ?? 'NO_CLAIM') !== 'NO_CLAIM'
      ? null
      : {
          title: 'With a changelog a job has to claim the snapshot it starts from.',
          reason:
            'In mode NO_CLAIM its first checkpoint has to be a full one, which a changelog does not take: the tasks fail.',
          remedy: option('execution.state-recovery.claim-mode', 'CLAIM'),
        },
  /* ADV-19 */ ({ graph, settings: { checkpoints } }) => {
    const sink = operatorsOf(graph).find(({ role }) => timeoutOf(role) !== null)
    const timeout = sink === undefined ? null : timeoutOf(sink.role)
    if (sink === undefined || timeout === null || timeout > longestTransaction) return null
    const { interval, timeout: slowest } = checkpoints
    if (interval !== null && timeout >= interval + Math.min(slowest, shortTimeout)) return null
    return {
      title: `Transactions of ${sink.name} may take ${written(timeout)}, less than a checkpoint and a restart.`,
      reason:
        'A transaction is open for an interval, and then until its checkpoint has completed and the job runs again. What takes longer the broker aborts: its rows are lost.',
      remedy: {
        kind: 'code',
        says: "Set a longer one: .setProperty('transaction.timeout.ms', '900000').",
      },
    }
  },
  /* ADV-20 */ ({ graph }) => {
    const sink = operatorsOf(graph).find(({ role }) => (timeoutOf(role) ?? 0) > longestTransaction)
    if (sink === undefined) return null
    return {
      title: `Transactions of ${sink.name} may take longer than a broker allows.`,
      reason:
        'KafkaSink asks for an hour, and a broker allows 15 minutes unless it is told otherwise: the sink fails as it starts.',
      remedy: {
        kind: 'code',
        says: "Set it in the sink: .setProperty('transaction.timeout.ms', '900000').",
      },
    }
  },
]

/** What there is to say, in the order of the rules. */
export function adviceOn(job: AdvisedJob): readonly Finding[] {
  return rules.flatMap((rule, at): readonly Finding[] => {
    const found = rule(job)
    return found === null ? [] : [{ rule: `ADV-${at + 1}`, ...found }]
  })
}

function isInJobManager({ directory, throughJobManager }: JobSettings['checkpoints']): boolean {
  return directory === null || throughJobManager === true
}

/** How long a transaction of a sink may take, virtual ms; null: it has none. */
function timeoutOf(role: OperatorNode['role']): number | null {
  return role.kind === 'kafka-sink' ? (role.transactions?.timeout ?? null) : null
}

function operatorsOf({ vertices }: JobGraph): readonly OperatorNode[] {
  return vertices.flatMap(({ operators }) => operators)
}

/** What has state of its own by its kind, that of sources included: a learner's map or filter may have more. */
function keepsState({ role }: OperatorNode): boolean {
  return isKeyed({ role }) || role.kind === 'kafka-source' || role.kind === 'broadcast-process'
}

function isKeyed({ role }: Pick<OperatorNode, 'role'>): boolean {
  switch (role.kind) {
    case 'process':
    case 'co-process':
    case 'window':
    case 'broadcast-process':
      return role.keyed
    case 'keyed-reduce':
    case 'interval-join':
      return true
    default:
      return false
  }
}

function tookLongerThan(ms: number): (row: CheckpointRow) => boolean {
  return ({ phase, endedAt, triggeredAt, snapshot }) =>
    snapshot === 'checkpoint' &&
    (phase === 'completed' || phase === 'subsumed') &&
    endedAt !== null &&
    endedAt - triggeredAt > ms
}

/** The upload of some subtask took longer. */
function wroteLongerThan(ms: number): (row: CheckpointRow) => boolean {
  return ({ subtasks }) =>
    subtasks.some(
      ({ syncEndedAt, uploadedAt }) =>
        syncEndedAt !== null && uploadedAt !== null && uploadedAt - syncEndedAt > ms,
    )
}

/** A name for a uid: letters, digits and dashes of the operator's name. */
function uidOf({ name }: OperatorNode): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return words.replace(/^-|-$/g, '') || 'operator'
}
