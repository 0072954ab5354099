/** Checks for the facts that carry structured data; the page decodes what a hostile guest may send. */
import {
  among,
  type Checked,
  either,
  finite,
  flag,
  listOf,
  optional,
  orNull,
  shapeOf,
  textOf,
  wholeOf,
} from '../base/index.ts'
import { type KeyGroup, limits, occurrences } from '../model/index.ts'

const name = textOf(1_000)
const count = wholeOf(0)
const integer = wholeOf()
const fraction = finite

const watermarks = shapeOf({
  generator: either(
    shapeOf({ kind: among('none') }),
    shapeOf({ kind: among('monotonous') }),
    shapeOf({ kind: among('bounded-out-of-orderness'), bound: count }),
    shapeOf({ kind: among('custom') }),
  ),
  idleness: orNull(count),
  alignment: orNull(shapeOf({ group: name, maxDrift: count, updateInterval: count })),
})

const kafka = {
  topics: listOf(name, 100),
  groupId: orNull(name),
  start: among('earliest', 'latest'),
  bounded: flag,
}

const sourcePart = either(
  shapeOf({ source: among('kafka'), ...kafka }),
  shapeOf({ source: among('file'), place: name }),
  shapeOf({ source: among('generator'), count }),
)

const role = either(
  shapeOf({ kind: among('kafka-source'), ...kafka, watermarks }),
  shapeOf({
    kind: among('source'),
    source: among('data', 'sequence', 'generator', 'socket', 'file', 'hybrid'),
    place: orNull(name),
    bounded: flag,
    parts: optional(listOf(sourcePart, 100)),
    watermarks,
  }),
  shapeOf({
    kind: among('sink'),
    sink: among('collect', 'upsert', 'outbox'),
    name,
  }),
  shapeOf({ kind: among('timestamps-and-watermarks'), watermarks }),
  shapeOf({ kind: among('map') }),
  shapeOf({ kind: among('filter') }),
  shapeOf({ kind: among('flat-map') }),
  shapeOf({ kind: among('process'), keyed: flag }),
  shapeOf({
    kind: among('async-wait'),
    mode: among('ordered', 'unordered'),
    timeout: count,
    capacity: count,
    retries: flag,
  }),
  shapeOf({ kind: among('interval-join'), lower: integer, upper: integer }),
  shapeOf({ kind: among('co-map') }),
  shapeOf({ kind: among('co-flat-map') }),
  shapeOf({ kind: among('co-process'), keyed: flag }),
  shapeOf({ kind: among('broadcast-process'), keyed: flag }),
  shapeOf({ kind: among('keyed-reduce') }),
  shapeOf({
    kind: among('window'),
    keyed: flag,
    assigner: name,
    eventTime: flag,
  }),
  shapeOf({ kind: among('print-sink'), identifier: name }),
  shapeOf({
    kind: among('kafka-sink'),
    topic: name,
    guarantee: among('none', 'at-least-once', 'exactly-once'),
    transactions: optional(shapeOf({ prefix: name, timeout: count })),
  }),
  shapeOf({ kind: among('committer'), topic: name }),
)

const jobGraph = shapeOf({
  name,
  vertices: listOf(
    shapeOf({
      id: count,
      name,
      parallelism: wholeOf(1, limits.subtasks),
      maxParallelism: wholeOf(1, limits.keyGroups),
      maxParallelismSet: flag,
      slotSharingGroup: name,
      operators: listOf(
        shapeOf({
          id: name,
          uid: orNull(name),
          uidHash: optional(name),
          name,
          role,
          after: orNull(count),
          tag: orNull(name),
        }),
        limits.subtasks,
      ),
    }),
    limits.subtasks,
  ),
  edges: listOf(
    shapeOf({
      from: count,
      to: count,
      operator: count,
      tag: orNull(name),
      input: among(0, 1),
      partitioning: among(
        ...(['forward', 'rebalance', 'hash', 'rescale'] as const),
        ...(['shuffle', 'broadcast', 'global', 'custom'] as const),
      ),
    }),
    4 * limits.subtasks,
  ),
})

const schedule = shapeOf({
  subtasks: listOf(
    shapeOf({ id: count, vertex: count, index: count, taskManager: count, slot: count }),
    limits.subtasks,
  ),
  channels: listOf(
    shapeOf({
      id: count,
      from: count,
      to: count,
      edge: count,
      input: count,
      capacity: wholeOf(1, limits.channelCapacity),
    }),
    limits.subtasks * limits.subtasks,
  ),
})

const restart = either(
  shapeOf({ kind: among('none') }),
  shapeOf({ kind: among('fixed-delay'), attempts: count, delay: count }),
  shapeOf({
    kind: among('failure-rate'),
    maxFailuresPerInterval: count,
    interval: count,
    delay: count,
  }),
  shapeOf({
    kind: among('exponential-delay'),
    initialBackoff: count,
    maxBackoff: count,
    multiplier: fraction,
    resetThreshold: count,
    jitter: fraction,
    attemptsBeforeReset: orNull(count),
  }),
)

const jobSettings = shapeOf({
  checkpoints: shapeOf({
    interval: orNull(count),
    claimMode: optional(among('NO_CLAIM', 'CLAIM', 'LEGACY')),
    intervalDuringBacklog: optional(orNull(count)),
    mode: among('EXACTLY_ONCE', 'AT_LEAST_ONCE'),
    timeout: count,
    minPause: count,
    maxConcurrent: count,
    tolerableFailures: count,
    afterTasksFinish: flag,
    unaligned: flag,
    alignedTimeout: finite,
    localBackup: flag,
    fromLocal: flag,
    numRetained: count,
    incremental: optional(among(true)),
    retention: among(
      'NO_EXTERNALIZED_CHECKPOINTS',
      'DELETE_ON_CANCELLATION',
      'RETAIN_ON_CANCELLATION',
    ),
    directory: orNull(name),
    throughJobManager: optional(among(true)),
    savepointDirectory: orNull(name),
  }),
  restart,
  backend: among('hashmap', 'copying-hashmap', 'rocksdb'),
  rocksDb: optional(
    shapeOf({
      writeBufferSize: count,
      writeBufferCount: count,
      blockSize: count,
      blockCacheSize: count,
      targetFileSizeBase: count,
      maxSizeLevelBase: count,
      bloomBitsPerKey: count,
      memory: orNull(
        shapeOf({
          sharedBy: among('managed', 'slot', 'task-manager'),
          bytes: count,
          writeBufferRatio: fraction,
        }),
      ),
      timers: among('ROCKSDB', 'HEAP'),
    }),
  ),
  changelog: optional(
    shapeOf({
      storage: among('memory', 'filesystem'),
      basePath: orNull(name),
      materializeInterval: orNull(count),
      maxFailuresAllowed: count,
      preemptivePersistThreshold: count,
      persistDelay: count,
    }),
  ),
  autoWatermarkInterval: count,
  allowUnalignedSourceSplits: flag,
  loadBalance: among('NONE', 'SLOTS'),
  cluster: shapeOf({
    failoverStrategy: among('region', 'full'),
    highAvailability: flag,
    heartbeatTimeout: count,
    slotRequestTimeout: count,
    checkpointHistory: count,
    exceptionHistory: count,
    debloat: orNull(shapeOf({ target: count, period: count, samples: count, threshold: count })),
  }),
})

const duration = count

const faults = [
  shapeOf({ kind: among('kill-job-manager') }),
  shapeOf({ kind: among('start-task-manager'), taskManager: count }),
  shapeOf({ kind: among('stall-task-manager'), taskManager: count, duration }),
  shapeOf({ kind: among('fail-task'), subtask: name }),
  shapeOf({
    kind: among('poison-operator'),
    operator: name,
    record: orNull(count),
    contains: orNull(name),
  }),
  shapeOf({
    kind: among('slow-link'),
    from: name,
    to: name,
    delay: duration,
    duration: orNull(duration),
  }),
  shapeOf({ kind: among('cut-link'), from: name, to: name }),
  shapeOf({
    kind: among('storage-trouble'),
    trouble: among('unavailable', 'full', 'slow'),
    delay: duration,
    duration,
  }),
  shapeOf({
    kind: among('damage-snapshot'),
    snapshot: name,
    file: optional(name),
    fault: among('lost', 'damaged'),
  }),
  shapeOf({
    kind: among('delay-notification'),
    subtask: orNull(name),
    delay: orNull(duration),
  }),
] as const

const commands = [
  ...faults,
  shapeOf({
    kind: among('trigger-checkpoint'),
    checkpointType: optional(among('CONFIGURED', 'FULL', 'INCREMENTAL')),
  }),
  shapeOf({
    kind: among('trigger-savepoint'),
    label: name,
    then: among('continue', 'stop', 'drain'),
    format: optional(among('CANONICAL', 'NATIVE')),
  }),
  shapeOf({
    kind: among('kill-task-manager'),
    taskManager: count,
    replaced: optional(among(false)),
  }),
  shapeOf({ kind: among('cancel-job') }),
  shapeOf({ kind: among('dispose-savepoint'), savepoint: name }),
  shapeOf({
    kind: among('produce'),
    topic: name,
    partition: count,
    key: orNull(name),
    value: textOf(10_000),
    timestamp: orNull(integer),
  }),
  shapeOf({
    kind: among('storage-fault'),
    blob: name,
    fault: among('blocked', 'quota-exceeded', 'unavailable', 'lost', 'damaged'),
  }),
] as const

const command = either(
  ...commands,
  shapeOf({
    kind: among('at-next'),
    event: shapeOf({
      fact: among(...occurrences),
      checkpoint: orNull(count),
      subtask: orNull(name),
      count,
    }),
    command: either(...commands),
  }),
)

const text = textOf(2_000)

const snapshotContent = shapeOf({
  offsets: listOf(shapeOf({ topic: name, partition: count, offset: count }), 1_000),
  states: listOf(
    shapeOf({
      operator: count,
      state: name,
      kind: among('value', 'list', 'map', 'reducing', 'aggregating'),
      entries: listOf(shapeOf({ key: text, keyGroup: count, namespace: text, value: text }), 200),
      total: count,
    }),
    1_000,
  ),
  timers: count,
})

/** What a subtask's snapshot holds, as far as a person reads it; long tables are cut, `total` is not. */
export type SnapshotContent = Checked<typeof snapshotContent>

const storedFiles = listOf(shapeOf({ file: name, bytes: count }), 10_000)

/** Files in checkpoint storage by their path below the job's directory, and how many bytes each has. */
export type StoredFiles = Checked<typeof storedFiles>

/** Entries of one event; more go into further ones, so that a message stays small. */
export const entriesAnEvent = 100

const restoredEntries = listOf(
  shapeOf({
    key: text,
    keyGroup: count,
    namespace: text,
    userKey: orNull(text),
    value: text,
  }),
  entriesAnEvent,
)

export type RestoredEntries = Checked<typeof restoredEntries>

const failurePlace = shapeOf({ file: name, line: count, column: orNull(count) })

const subtasks = listOf(count, limits.subtasks)

export const isJobGraph = (value: unknown): boolean => jobGraph(value)
export const isSchedule = (value: unknown): boolean => schedule(value)
export const isJobSettings = (value: unknown): boolean => jobSettings(value)
export const isSubtasks = (value: unknown): boolean => subtasks(value)
export const isCommand = (value: unknown): boolean => command(value)
export const isSnapshotContent = (value: unknown): boolean => snapshotContent(value)
export const isStoredFiles = (value: unknown): boolean => storedFiles(value)
/** A file of a store. */
export interface StoreFile {
  readonly file: number
  readonly bytes: number
  readonly entries: number
  /** The key groups of its first and its last key. */
  readonly from: KeyGroup
  readonly to: KeyGroup
}

const mostFiles = 10_000
const storeFiles = listOf(
  shapeOf({ file: count, bytes: count, entries: count, from: count, to: count }),
  mostFiles,
)
const fileNumbers = listOf(count, mostFiles)

export const isStoreFiles = (value: unknown): boolean => storeFiles(value)
export const isFileNumbers = (value: unknown): boolean => fileNumbers(value)
export const isRestoredEntries = (value: unknown): boolean => restoredEntries(value)
export const isFailurePlace = (value: unknown): boolean => failurePlace(value)
