/**
 * The current form of a scenario, as a check of unknown data. The published JSON schema
 * (public/scenario.schema.json) is made from it, and parse.ts reads with it.
 */
import * as v from 'valibot'
import { type Costs, limits, occurrences } from '../model/index.ts'

/** A number brought within bounds; what lies outside is the nearest bound. */
const within = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.transform((value) => Math.min(most, Math.max(least, value))),
    v.minValue(least),
    v.maxValue(most),
  )
/** The same for whole numbers; a fraction is cut off. */
const whole = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.transform((value) => Math.trunc(Math.min(most, Math.max(least, value)))),
    v.integer(),
    v.minValue(least),
    v.maxValue(most),
  )
/** Virtual ms: up to a year, so that sums stay exact. */
const duration = within(0, 31_536_000_000)
const moment = whole(0, Number.MAX_SAFE_INTEGER)
const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
const name = text(limits.titleLength)
const list = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item), v.maxLength(most))
const table = <T extends v.GenericSchema>(value: T, most: number) =>
  v.pipe(v.record(name, value), v.maxEntries(most))

/** Within the scenario's own folder: no way up, no drive, nothing hidden. */
const fileName = v.pipe(
  v.string(),
  v.maxLength(100),
  v.regex(/^(?:[\w-][\w.-]*\/)*[\w-][\w-]*(?:\.[\w-]+)+$/, 'a file name such as job.ts'),
)

const record = v.object({
  key: v.nullable(text(limits.keyLength)),
  value: text(limits.recordCharacters),
  timestamp: v.nullable(whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
})

const generator = v.object({
  partitions: whole(1, limits.partitions),
  recordsPerPartition: whole(0, limits.recordsPerPartition),
  keys: v.pipe(v.array(text(limits.keyLength)), v.minLength(1), v.maxLength(10_000)),
  keyField: v.exactOptional(name),
  weights: v.exactOptional(list(whole(0, 1_000_000), 10_000)),
  fields: v.exactOptional(
    table(
      v.strictTuple([whole(-1_000_000_000, 1_000_000_000), whole(-1_000_000_000, 1_000_000_000)]),
      50,
    ),
  ),
})

const topic = v.object({
  partitions: v.exactOptional(list(list(record, limits.recordsPerPartition), limits.partitions)),
  generator: v.exactOptional(generator),
  spacing: v.exactOptional(duration),
})

const subtask = name
const machine = whole(1, 1_000_000)
/** Whole virtual ms, up to a year. */
const span = whole(0, 31_536_000_000)

const faults = [
  v.object({ kind: v.literal('kill-job-manager') }),
  v.object({ kind: v.literal('start-task-manager'), taskManager: machine }),
  v.object({ kind: v.literal('stall-task-manager'), taskManager: machine, duration: span }),
  v.object({ kind: v.literal('fail-task'), subtask }),
  v.object({
    kind: v.literal('poison-operator'),
    operator: name,
    record: v.nullable(whole(1, limits.traceEvents)),
    contains: v.nullable(name),
  }),
  v.object({
    kind: v.literal('slow-link'),
    from: subtask,
    to: subtask,
    delay: span,
    duration: v.nullable(span),
  }),
  v.object({ kind: v.literal('cut-link'), from: subtask, to: subtask }),
  v.object({
    kind: v.literal('storage-trouble'),
    trouble: v.picklist(['unavailable', 'full', 'slow']),
    delay: span,
    duration: span,
  }),
  v.object({
    kind: v.literal('damage-snapshot'),
    snapshot: name,
    file: v.exactOptional(name),
    fault: v.picklist(['lost', 'damaged']),
  }),
  v.object({
    kind: v.literal('delay-notification'),
    subtask: v.nullable(subtask),
    delay: v.nullable(span),
  }),
] as const

const commands = [
  ...faults,
  v.object({
    kind: v.literal('trigger-checkpoint'),
    checkpointType: v.exactOptional(v.picklist(['CONFIGURED', 'FULL', 'INCREMENTAL'])),
  }),
  v.object({
    kind: v.literal('trigger-savepoint'),
    label: name,
    then: v.picklist(['continue', 'stop', 'drain']),
    format: v.exactOptional(v.picklist(['CANONICAL', 'NATIVE'])),
  }),
  v.object({
    kind: v.literal('kill-task-manager'),
    taskManager: machine,
    replaced: v.exactOptional(v.literal(false)),
  }),
  v.object({ kind: v.literal('cancel-job') }),
  v.object({ kind: v.literal('dispose-savepoint'), savepoint: name }),
  v.object({
    kind: v.literal('produce'),
    topic: name,
    partition: whole(0, limits.partitions - 1),
    key: v.nullable(text(limits.keyLength)),
    value: text(limits.recordCharacters),
    timestamp: v.nullable(whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  }),
  v.object({
    kind: v.literal('storage-fault'),
    blob: name,
    fault: v.picklist(['blocked', 'quota-exceeded', 'unavailable', 'lost', 'damaged']),
  }),
] as const

const occurrence = v.object({
  fact: v.picklist(occurrences),
  checkpoint: v.nullable(whole(1, limits.traceEvents)),
  subtask: v.nullable(subtask),
  count: whole(1, limits.traceEvents),
})

const command = v.variant('kind', [
  ...commands,
  v.object({
    kind: v.literal('at-next'),
    event: occurrence,
    command: v.variant('kind', [...commands]),
  }),
])

const cost = v.exactOptional(duration)
const costs = v.object({
  rpc: cost,
  hop: cost,
  record: cost,
  snapshotSync: cost,
  storageWrite: cost,
  storageWritePerMb: cost,
  storageRead: cost,
  storageReadPerMb: cost,
  diskPerMb: cost,
  diskFile: cost,
  diskBlockMicros: cost,
  finalise: cost,
  deploy: cost,
  taskManagerStart: cost,
} satisfies Record<keyof Costs, typeof cost>)

/** Version 1, the current form. Fields it does not know are dropped. */
export const scenarioSchema = v.object({
  version: v.literal(1),
  title: v.optional(name, 'Untitled'),
  files: v.pipe(
    v.record(fileName, text(limits.fileCharacters)),
    v.maxEntries(limits.files),
    v.check(
      (files) => Object.values(files).join('').length <= limits.fileCharacters,
      `at most ${limits.fileCharacters} characters in all files together`,
    ),
  ),
  cluster: v.optional(
    v.object({
      taskManagers: whole(1, limits.taskManagers),
      slotsEach: whole(1, limits.slotsEach),
    }),
    { taskManagers: 2, slotsEach: 2 },
  ),
  topics: v.optional(table(topic, limits.topics), {}),
  costs: v.optional(costs, {}),
  recordCosts: v.optional(table(duration, limits.subtasks), {}),
  uploadCosts: v.optional(table(duration, limits.subtasks), {}),
  channelDelays: v.optional(
    list(v.object({ from: name, to: name, delay: duration }), limits.channelDelays),
    [],
  ),
  channelCapacity: v.optional(whole(1, limits.channelCapacity), 5),
  script: v.optional(
    list(
      v.object({ at: moment, step: v.optional(whole(0, Number.MAX_SAFE_INTEGER)), command }),
      limits.scriptCommands,
    ),
    [],
  ),
  seed: v.optional(whole(-2_147_483_648, 4_294_967_295), 1),
  rules: v.optional(text(20), ''),
  cursor: v.optional(
    v.nullable(v.object({ at: moment, seq: v.nullable(whole(0, limits.traceEvents)) })),
    null,
  ),
  panels: v.optional(list(name, 20), []),
})
