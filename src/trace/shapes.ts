/** Checks for the facts that carry structured data; the page decodes what a hostile guest may send. */
import * as v from 'valibot'
import { limits, occurrences } from '../model/index.ts'

const name = v.pipe(v.string(), v.maxLength(1_000))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const integer = v.pipe(v.number(), v.safeInteger())
const fraction = v.pipe(v.number(), v.finite())
const list = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item), v.maxLength(most))

const watermarks = v.strictObject({
  generator: v.variant('kind', [
    v.strictObject({ kind: v.literal('none') }),
    v.strictObject({ kind: v.literal('monotonous') }),
    v.strictObject({ kind: v.literal('bounded-out-of-orderness'), bound: count }),
    v.strictObject({ kind: v.literal('custom') }),
  ]),
  idleness: v.nullable(count),
  alignment: v.nullable(v.strictObject({ group: name, maxDrift: count, updateInterval: count })),
})

const role = v.variant('kind', [
  v.strictObject({
    kind: v.literal('kafka-source'),
    topics: list(name, 100),
    groupId: v.nullable(name),
    start: v.picklist(['earliest', 'latest']),
    bounded: v.boolean(),
    watermarks,
  }),
  v.strictObject({
    kind: v.literal('source'),
    source: v.picklist(['data', 'sequence', 'generator', 'socket', 'file']),
    place: v.nullable(name),
    bounded: v.boolean(),
    watermarks,
  }),
  v.strictObject({
    kind: v.literal('sink'),
    sink: v.picklist(['collect', 'upsert', 'outbox']),
    name,
  }),
  v.strictObject({ kind: v.literal('timestamps-and-watermarks'), watermarks }),
  v.strictObject({ kind: v.literal('map') }),
  v.strictObject({ kind: v.literal('filter') }),
  v.strictObject({ kind: v.literal('flat-map') }),
  v.strictObject({ kind: v.literal('process'), keyed: v.boolean() }),
  v.strictObject({
    kind: v.literal('async-wait'),
    mode: v.picklist(['ordered', 'unordered']),
    timeout: count,
    capacity: count,
    retries: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('interval-join'), lower: integer, upper: integer }),
  v.strictObject({ kind: v.literal('co-map') }),
  v.strictObject({ kind: v.literal('co-flat-map') }),
  v.strictObject({ kind: v.literal('co-process'), keyed: v.boolean() }),
  v.strictObject({ kind: v.literal('broadcast-process'), keyed: v.boolean() }),
  v.strictObject({ kind: v.literal('keyed-reduce') }),
  v.strictObject({
    kind: v.literal('window'),
    keyed: v.boolean(),
    assigner: name,
    eventTime: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('print-sink'), identifier: name }),
  v.strictObject({
    kind: v.literal('kafka-sink'),
    topic: name,
    guarantee: v.picklist(['none', 'at-least-once']),
  }),
])

const jobGraph = v.strictObject({
  name,
  vertices: list(
    v.strictObject({
      id: count,
      name,
      parallelism: v.pipe(count, v.minValue(1), v.maxValue(limits.subtasks)),
      maxParallelism: v.pipe(count, v.minValue(1), v.maxValue(limits.keyGroups)),
      maxParallelismSet: v.boolean(),
      slotSharingGroup: name,
      operators: list(
        v.strictObject({
          id: name,
          uid: v.nullable(name),
          uidHash: v.exactOptional(name),
          name,
          role,
          after: v.nullable(count),
          tag: v.nullable(name),
        }),
        limits.subtasks,
      ),
    }),
    limits.subtasks,
  ),
  edges: list(
    v.strictObject({
      from: count,
      to: count,
      operator: count,
      tag: v.nullable(name),
      input: v.picklist([0, 1]),
      partitioning: v.picklist([
        ...(['forward', 'rebalance', 'hash', 'rescale'] as const),
        ...(['shuffle', 'broadcast', 'global', 'custom'] as const),
      ]),
    }),
    4 * limits.subtasks,
  ),
})

const schedule = v.strictObject({
  subtasks: list(
    v.strictObject({ id: count, vertex: count, index: count, taskManager: count, slot: count }),
    limits.subtasks,
  ),
  channels: list(
    v.strictObject({
      id: count,
      from: count,
      to: count,
      edge: count,
      input: count,
      capacity: v.pipe(count, v.minValue(1), v.maxValue(limits.channelCapacity)),
    }),
    limits.subtasks * limits.subtasks,
  ),
})

const restart = v.variant('kind', [
  v.strictObject({ kind: v.literal('none') }),
  v.strictObject({ kind: v.literal('fixed-delay'), attempts: count, delay: count }),
  v.strictObject({
    kind: v.literal('failure-rate'),
    maxFailuresPerInterval: count,
    interval: count,
    delay: count,
  }),
  v.strictObject({
    kind: v.literal('exponential-delay'),
    initialBackoff: count,
    maxBackoff: count,
    multiplier: fraction,
    resetThreshold: count,
    jitter: fraction,
    attemptsBeforeReset: v.nullable(count),
  }),
])

const jobSettings = v.strictObject({
  checkpoints: v.strictObject({
    interval: v.nullable(count),
    mode: v.picklist(['EXACTLY_ONCE', 'AT_LEAST_ONCE']),
    timeout: count,
    minPause: count,
    maxConcurrent: count,
    tolerableFailures: count,
    afterTasksFinish: v.boolean(),
    unaligned: v.boolean(),
    alignedTimeout: v.number(),
    numRetained: count,
    retention: v.picklist([
      'NO_EXTERNALIZED_CHECKPOINTS',
      'DELETE_ON_CANCELLATION',
      'RETAIN_ON_CANCELLATION',
    ]),
    directory: v.nullable(name),
    savepointDirectory: v.nullable(name),
  }),
  restart,
  backend: v.picklist(['hashmap', 'copying-hashmap']),
  autoWatermarkInterval: count,
  allowUnalignedSourceSplits: v.boolean(),
  loadBalance: v.picklist(['NONE', 'SLOTS']),
  cluster: v.strictObject({
    failoverStrategy: v.picklist(['region', 'full']),
    highAvailability: v.boolean(),
    heartbeatTimeout: count,
    slotRequestTimeout: count,
  }),
})

const duration = count

const faults = [
  v.strictObject({ kind: v.literal('kill-job-manager') }),
  v.strictObject({ kind: v.literal('start-task-manager'), taskManager: count }),
  v.strictObject({ kind: v.literal('stall-task-manager'), taskManager: count, duration }),
  v.strictObject({ kind: v.literal('fail-task'), subtask: name }),
  v.strictObject({
    kind: v.literal('poison-operator'),
    operator: name,
    record: v.nullable(count),
    contains: v.nullable(name),
  }),
  v.strictObject({
    kind: v.literal('slow-link'),
    from: name,
    to: name,
    delay: duration,
    duration: v.nullable(duration),
  }),
  v.strictObject({ kind: v.literal('cut-link'), from: name, to: name }),
  v.strictObject({
    kind: v.literal('storage-trouble'),
    trouble: v.picklist(['unavailable', 'full', 'slow']),
    delay: duration,
    duration,
  }),
  v.strictObject({
    kind: v.literal('damage-snapshot'),
    snapshot: name,
    fault: v.picklist(['lost', 'damaged']),
  }),
  v.strictObject({
    kind: v.literal('delay-notification'),
    subtask: v.nullable(name),
    delay: v.nullable(duration),
  }),
] as const

const commands = [
  ...faults,
  v.strictObject({ kind: v.literal('trigger-checkpoint') }),
  v.strictObject({
    kind: v.literal('trigger-savepoint'),
    label: name,
    then: v.picklist(['continue', 'stop', 'drain']),
  }),
  v.strictObject({
    kind: v.literal('kill-task-manager'),
    taskManager: count,
    replaced: v.exactOptional(v.literal(false)),
  }),
  v.strictObject({ kind: v.literal('cancel-job') }),
  v.strictObject({
    kind: v.literal('produce'),
    topic: name,
    partition: count,
    key: v.nullable(name),
    value: v.pipe(v.string(), v.maxLength(10_000)),
    timestamp: v.nullable(integer),
  }),
  v.strictObject({
    kind: v.literal('storage-fault'),
    blob: name,
    fault: v.picklist(['blocked', 'quota-exceeded', 'unavailable', 'lost', 'damaged']),
  }),
] as const

const command = v.variant('kind', [
  ...commands,
  v.strictObject({
    kind: v.literal('at-next'),
    event: v.strictObject({
      fact: v.picklist(occurrences),
      checkpoint: v.nullable(count),
      subtask: v.nullable(name),
      count,
    }),
    command: v.variant('kind', [...commands]),
  }),
])

const text = v.pipe(v.string(), v.maxLength(2_000))

const snapshotContent = v.strictObject({
  offsets: list(v.strictObject({ topic: name, partition: count, offset: count }), 1_000),
  states: list(
    v.strictObject({
      operator: count,
      state: name,
      kind: v.picklist(['value', 'list', 'map', 'reducing', 'aggregating']),
      entries: list(
        v.strictObject({ key: text, keyGroup: count, namespace: text, value: text }),
        200,
      ),
      total: count,
    }),
    1_000,
  ),
  timers: count,
})

/** What a subtask's snapshot holds, as far as a person reads it; long tables are cut, `total` is not. */
export type SnapshotContent = v.InferOutput<typeof snapshotContent>

/** Entries of one event; more go into further ones, so that a message stays small. */
export const entriesAnEvent = 100

const restoredEntries = list(
  v.strictObject({
    key: text,
    keyGroup: count,
    namespace: text,
    userKey: v.nullable(text),
    value: text,
  }),
  entriesAnEvent,
)

export type RestoredEntries = v.InferOutput<typeof restoredEntries>

const failurePlace = v.strictObject({ file: name, line: count, column: v.nullable(count) })

const subtasks = list(count, limits.subtasks)

export const isJobGraph = (value: unknown) => v.is(jobGraph, value)
export const isSchedule = (value: unknown) => v.is(schedule, value)
export const isJobSettings = (value: unknown) => v.is(jobSettings, value)
export const isSubtasks = (value: unknown) => v.is(subtasks, value)
export const isCommand = (value: unknown) => v.is(command, value)
export const isSnapshotContent = (value: unknown) => v.is(snapshotContent, value)
export const isRestoredEntries = (value: unknown) => v.is(restoredEntries, value)
export const isFailurePlace = (value: unknown) => v.is(failurePlace, value)
