/**
 * Runs a job as a learner would write it, up to a moment, and tells what happened. Tests of the
 * engine say a small scenario in Flink's words, then the transcript one would tell a colleague.
 */
import { assert } from '../../base/index.ts'
import { compileModules } from '../../compile/index.ts'
import {
  type BlobId,
  type Command,
  type ConfigEntry,
  operatorIdOfUid,
  type RecoveryClaimMode,
  type Seed,
  type SnapshotManifest,
  type StorageFault,
  type TimedCommand,
  type VirtualTime,
} from '../../model/index.ts'
import type { ExecutablePlan, Pause, RestoreRequest } from '../../run/index.ts'
import { runToEnd } from '../../sandbox/inline-runner.ts'
import { emptyScenario, type Scenario, type TopicRecord } from '../../scenario/index.ts'
import { type FactKind, type TraceEvent, TraceHash, transcriptOf } from '../../trace/index.ts'

export interface SimulateOptions {
  /** Virtual ms. */
  readonly until: number
  /** What config.yaml says. */
  readonly config?: Readonly<Record<string, string>>
  readonly scenario?: Partial<Scenario>
  readonly script?: readonly (readonly [at: number, command: Command])[]
  /** A learner's commands, each after its step. */
  readonly commands?: readonly TimedCommand[]
  readonly restoreFrom?: RestoreFrom
  /** Virtual ms at which the job is submitted; 0 where absent. */
  readonly startAt?: number
}

/** A snapshot of an earlier run. */
export interface RestoreFrom {
  readonly run: Simulated
  readonly checkpoint: number
  readonly allowNonRestoredState?: boolean
  readonly claimMode?: RecoveryClaimMode
}

export interface Simulated {
  readonly events: readonly TraceEvent[]
  readonly pause: Pause | null
  readonly blobs: ReadonlyMap<BlobId, Uint8Array>
  /** Of the snapshots that are kept, oldest first. */
  readonly manifests: readonly SnapshotManifest[]
  /** The same for the same plan. */
  readonly hash: string
  /** All events of one kind. */
  of<K extends FactKind>(kind: K): readonly Extract<TraceEvent, { readonly kind: K }>[]
  /** The lines of events of these kinds, as one text. */
  transcript(...kinds: readonly FactKind[]): string
  /** What all sinks have written, in order. */
  readonly rows: readonly string[]
}

/** Runs the job to `until` with storage that answers at once. A run that crashes is a failed test. */
export function simulate(job: string, options: SimulateOptions): Simulated {
  const { restoreFrom } = options
  const before = [...(restoreFrom?.run.blobs ?? [])]
  const blobs = new Map(before.map(([blob, bytes]) => [`/${earlier}/${blob}` as BlobId, bytes]))
  const end = runToEnd(planOf(job, options), options.until as VirtualTime, { blobs })
  assert(end.crash === null, `the run crashed: ${JSON.stringify(end.crash)}`)
  const { events } = end
  const hash = new TraceHash()
  for (const event of events) hash.add(event)
  return {
    ...end,
    hash: hash.value,
    of: (kind) => events.filter((event) => event.kind === kind) as never,
    transcript: (...kinds) =>
      transcriptOf(events, ({ kind }) => kinds.includes(kind))
        .map((line) => line.trimEnd())
        .join('\n'),
    rows: events.flatMap((event) => (event.kind === 'sink-written' ? [event.value] : [])),
  }
}

/** How a restored run calls the run before it. */
const earlier = 'before'

/** The plan `simulate` runs. */
export function planOf(job: string, options: SimulateOptions): ExecutablePlan {
  const { config = {}, script = [], commands = [], restoreFrom, startAt = 0 } = options
  const scenario: Scenario = {
    ...emptyScenario,
    title: 'A test',
    files: { 'job.ts': job },
    script: script.map(([at, command]) => ({ at, command })),
    ...options.scenario,
  }
  const compiled = compileModules(scenario.files)
  assert(!('misuses' in compiled), `the job does not compile: ${JSON.stringify(compiled)}`)
  return {
    plan: {
      scenario,
      seed: scenario.seed as Seed,
      commands,
      restoreFrom: restoreFrom === undefined ? null : restoreRequest(restoreFrom),
      startAt: startAt as VirtualTime,
    },
    modules: compiled.modules,
    configuration: Object.entries(config).map(([key, value], at): ConfigEntry => ({
      key,
      value,
      line: at + 1,
    })),
  }
}

function restoreRequest(from: RestoreFrom): RestoreRequest {
  const { run, checkpoint, allowNonRestoredState, claimMode } = from
  const manifest = run.manifests.find((one) => one.checkpoint === checkpoint)
  assert(manifest !== undefined, `snapshot ${checkpoint} is kept`)
  return {
    ...{ manifest, run: earlier, allowNonRestoredState: allowNonRestoredState ?? false },
    ...(claimMode === undefined ? {} : { claimMode }),
  }
}

/** What differs from a count per key; each is TypeScript in the place its name says. */
export interface KeyedJob {
  /** Parallelism of the source. */
  readonly sources?: number
  /** Parallelism of the keyed operator. */
  readonly parallelism?: number
  readonly fields?: string
  readonly open?: string
  readonly body?: string
  readonly onTimer?: string
  /** A WatermarkStrategy. */
  readonly watermarks?: string
  /** Operators between the source and `keyBy`. */
  readonly before?: string
  /** Calls on `env`. */
  readonly setup?: string
  /** Calls on the keyed operator, behind its uid. */
  readonly settings?: string
}

const counting = `const n = (this.count.value() ?? 0) + 1
    this.count.update(n)
    out.collect(ctx.getCurrentKey() + '#' + order.n + ' -> count ' + n)`

/** orders → keyBy(key) → count → print: `A#0 -> count 1` for each record of {@link orders}. */
export function keyedJob(options: KeyedJob = {}): string {
  const { sources = 1, parallelism = 1, body = counting } = options
  return `import * as flink from 'flink'
const { StreamExecutionEnvironment, KafkaSource, WatermarkStrategy, OffsetsInitializer, Duration } = flink
class Count extends flink.KeyedProcessFunction<any, any, any> {
  ${options.fields ?? ''}
  declare count: any
  open() {
    this.count = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('count', flink.Types.LONG))
    ${options.open ?? ''}
  }
  processElement(order: any, ctx: any, out: any) {
    ${body}
  }
  onTimer(timestamp: number, ctx: any, out: any) {
    ${options.onTimer ?? ''}
  }
}
const env = StreamExecutionEnvironment.getExecutionEnvironment()
${options.setup ?? ''}
env
  .fromSource(
    KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('counts')
      .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    ${options.watermarks ?? 'WatermarkStrategy.noWatermarks<any>()'}, 'orders')
  .uid('orders').setParallelism(${sources})
  ${options.before ?? ''}
  .keyBy((order: any) => order.key)
  .process(new Count()).uid('count').name('count').setParallelism(${parallelism})${options.settings ?? ''}
  .print().uid('out').setParallelism(${parallelism})
env.execute('count')
`
}

/** The topic a {@link keyedJob} reads: for each partition, how many records of which key. */
export function orders(
  partitions: readonly (readonly [key: string, records: number])[],
  spacing = 100,
): Scenario['topics'] {
  const of = (key: string, records: number): TopicRecord[] =>
    Array.from({ length: records }, (_, n) => ({
      key,
      value: JSON.stringify({ key, n }),
      timestamp: null,
    }))
  return { orders: { spacing, partitions: partitions.map(([key, records]) => of(key, records)) } }
}

/** What storage does to the piece of a {@link keyedJob}'s `count` in a snapshot: `chk-1`, say. */
export function storageFault(snapshot: string, fault: StorageFault): Command {
  const blob = `${snapshot}/${operatorIdOfUid('count')}-0` as BlobId
  return { kind: 'storage-fault', blob, fault }
}
