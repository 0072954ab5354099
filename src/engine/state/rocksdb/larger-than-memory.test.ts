/** State that does not fit into the engine's memory: files are blobs of the run, and are read when a key needs them. */
import { expect, test } from 'vitest'
import { assert } from '../../../base/index.ts'
import type { BlobId, StorageFault, VirtualTime } from '../../../model/index.ts'
import { isWorkingFile, type RunBlobs } from '../../../run/index.ts'
import { inlineRunner } from '../../../sandbox/inline-runner.ts'
import { MapBlobs } from '../../../sandbox/map-blobs.ts'
import type { TraceEvent } from '../../../trace/index.ts'
import { keyedJob, orders, planOf, simulate, type SimulateOptions } from '../../testing/simulate.ts'

const memory = 4096
const cache = 16_384
const small = {
  'state.backend.type': 'rocksdb',
  'state.backend.rocksdb.memory.managed': 'false',
  'state.backend.rocksdb.writebuffer.size': `${memory} bytes`,
  'state.backend.rocksdb.block.blocksize': '512 bytes',
  'state.backend.rocksdb.block.cache-size': `${cache} bytes`,
  'state.backend.rocksdb.compaction.level.target-file-size-base': '16 kb',
  'state.backend.rocksdb.compaction.level.max-size-level-base': '32 kb',
  'state.backend.rocksdb.use-bloom-filter': 'true',
}

/** Each key has a text, a map of some entries that is walked, a list and a timer that reads all of it. */
const job = keyedJob({
  open: `const runtime = this.getRuntimeContext()
    this.text = runtime.getState(new flink.ValueStateDescriptor('text', flink.Types.STRING))
    this.map = runtime.getMapState(new flink.MapStateDescriptor('map', flink.Types.INT, flink.Types.STRING))
    this.list = runtime.getListState(new flink.ListStateDescriptor('list', flink.Types.INT))`,
  fields: 'declare text: any; declare map: any; declare list: any',
  body: `const before = this.text.value()
    this.text.update(String(order.n).padEnd(300, ctx.getCurrentKey()))
    this.map.put(order.n, 'm'.repeat(60) + order.n)
    this.list.add(order.n)
    const kept = [...this.map.keys()].join('+')
    out.collect(ctx.getCurrentKey() + ' ' + (before ?? '').slice(0, 2).trim() + ' ' + kept + ' ' + [...this.list.get()].join('+'))
    if (order.n % 3 === 0) this.map.remove(order.n - 2)
    ctx.timerService().registerEventTimeTimer(550)`,
  onTimer: `const all = [this.text.value(), [...this.map.values()], [...this.list.get()]]
    out.collect('timer ' + ctx.getCurrentKey() + ' ' + all.every((one: any) => one.length > 0))`,
  watermarks: `WatermarkStrategy.forMonotonousTimestamps<any>().withTimestampAssigner({ extractTimestamp: (order: any) => order.n * 100 })`,
})

const keys = Array.from({ length: 160 }, (_, at) => `key${at}`)
const rounds = Array.from({ length: 7 }, (_, n) => n)
const records = rounds.flatMap((n) =>
  keys.map((key) => ({ key, value: JSON.stringify({ key, n }), timestamp: null })),
)
const options: SimulateOptions = {
  until: 60_000,
  scenario: { topics: { orders: { spacing: 1, partitions: [records] } } },
}

function bytesOfFilesAtTheEndOf(events: readonly TraceEvent[]): number {
  const files = new Map<number, number>()
  for (const event of events)
    if (event.kind === 'memtable-flushed')
      for (const { file, bytes } of event.files) files.set(file, bytes)
    else if (event.kind === 'compaction-finished') {
      for (const file of event.inputs) files.delete(file)
      for (const { file, bytes } of event.outputs) files.set(file, bytes)
    }
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0)
}

test('[RDB-9] state four times larger than cache and memtables gives what the heap gives', () => {
  const stored = simulate(job, { ...options, config: small })
  const heap = simulate(job, { ...options, config: {} })
  expect(heap.rows.length).toBeGreaterThan(keys.length * rounds.length)
  expect(stored.rows.toSorted()).toEqual(heap.rows.toSorted())
  expect(bytesOfFilesAtTheEndOf(stored.events)).toBeGreaterThan(4 * (cache + 2 * memory))
  const last = stored.of('store-measured').at(-1)
  expect(last?.cacheMisses).toBeGreaterThan(1000)
  expect(last?.cached).toBeLessThanOrEqual(cache)
})

/** Counts what is read, and says what becomes of it. */
class WatchedBlobs extends MapBlobs implements RunBlobs {
  reads = 0
  loses: (blob: BlobId) => boolean = () => false

  override async get(blob: BlobId): Promise<Uint8Array | StorageFault> {
    this.reads += Number(isWorkingFile(blob))
    return this.loses(blob) ? 'lost' : this.read(blob)
  }
}

async function run(config: Record<string, string>, blobs: WatchedBlobs, until: number) {
  const events: TraceEvent[] = []
  const crash = await new Promise((resolve) => {
    const going = inlineRunner({ blobs }).start(planOf(job, { ...options, config }), {
      traced: (batch) => events.push(...batch),
      requested: () => undefined,
      paused: () => {
        resolve(null)
        ended.run = going
      },
      crashed: resolve,
    })
    const ended: { run: typeof going | null } = { run: null }
    going.advance(until as VirtualTime)
  })
  expect(crash).toBeNull()
  return events
}

test('[RDB-9] files are outside the engine: read from storage when a key needs them, and gone with the job', async () => {
  const blobs = new WatchedBlobs(new Map())
  const events = await run(small, blobs, 60_000)
  expect(blobs.reads).toBeGreaterThan(100)
  expect(blobs.workingFiles.size).toBeGreaterThan(0)
  const rows = events.flatMap((event) => (event.kind === 'sink-written' ? [event.value] : []))
  expect(rows).toEqual(simulate(job, { ...options, config: small }).rows)
  const cancelled = simulate(job, {
    ...options,
    config: small,
    script: [[2_000, { kind: 'cancel-job' }]],
  })
  expect([...cancelled.blobs.keys()].filter((blob) => isWorkingFile(blob))).toEqual([])
})

test('[RDB-9] a file that the disk has lost fails the task, which starts again from its checkpoint', async () => {
  const blobs = new WatchedBlobs(new Map())
  let lost = 0
  blobs.loses = (blob) => isWorkingFile(blob) && blobs.reads === 50 && lost++ === 0
  const config = { ...small, 'execution.checkpointing.interval': '300 ms' }
  const events = await run(config, blobs, 20_000)
  const failures = events.filter((event) => event.kind === 'task-failed')
  expect(failures.map(({ code }) => code)).toEqual(['local-file-lost'])
  expect(failures[0]?.message).toMatch(/No such file or directory: \d{6}\.sst$/)
  expect(events.some(({ kind }) => kind === 'state-restored')).toBe(true)
})

test('[RDB-9] an iterator kept from an earlier record finds nothing where its key is not at hand', () => {
  const keeping = keyedJob({
    open: `this.map = this.getRuntimeContext().getMapState(
      new flink.MapStateDescriptor('map', flink.Types.INT, flink.Types.STRING))`,
    fields: 'declare map: any; declare kept: any',
    body: `if (order.key === 'A') for (let at = 0; at < 400; at++) this.map.put(at, 'x'.repeat(40) + at)
      if (order.key === 'A' && order.n === 1) this.kept = this.map.keys()[Symbol.iterator]()
      if (order.key === 'A' && order.n === 1) this.kept.next()
      if (order.key === 'B' && order.n === 2) out.collect([...{ [Symbol.iterator]: () => this.kept }].length)`,
  })
  const topics = orders([['A', 2]])
  const late = [2, 2].map((n) => ({
    key: 'B',
    value: JSON.stringify({ key: 'B', n }),
    timestamp: null,
  }))
  const [first = []] = topics['orders']?.partitions ?? []
  const scenario = { topics: { orders: { spacing: 500, partitions: [[...first, ...late]] } } }
  const onDisk = simulate(keeping, { until: 5_000, config: small, scenario })
  expect(onDisk.of('task-failed').map(({ code }) => code)).toContain('state_not_at_hand')
  expect(simulate(keeping, { until: 5_000, scenario }).rows).toEqual(['399', '0'])
})

test('[RDB-10] flushes and compactions take virtual time beside the task, reads and stalls take the task’s', () => {
  const slow = { diskFile: 40, diskPerMb: 5, diskBlockMicros: 500 }
  const scenario = { ...options.scenario, costs: slow }
  const seen = simulate(job, { ...options, scenario, config: small })
  const flushes = seen.of('flush-started')
  expect(flushes.every(({ at, until }) => until - at === 40)).toBe(true)
  const ended = new Set(seen.of('memtable-flushed').map(({ at, cause }) => `${at} ${cause}`))
  expect(flushes.filter(({ until, seq }) => ended.has(`${until} ${seq}`))).toHaveLength(
    flushes.length,
  )
  // Only one flush at a time: two full memtables stop the task until the first of them is in a file.
  const stalls = seen.of('write-stall-started')
  expect(stalls.length).toBeGreaterThan(0)
  expect(stalls[0]?.because).toBe('memtables')
  const [stalled] = stalls
  const released = seen.of('write-stall-ended')[0]
  assert(stalled !== undefined && released !== undefined, 'a stall that ends')
  const between = seen.events.slice(stalled.seq + 1, released.seq)
  expect(
    between.filter(
      ({ kind, ...event }) =>
        kind === 'record-taken' && 'subtask' in event && event.subtask === stalled.subtask,
    ),
  ).toEqual([])
  const read = seen.of('blocks-read')
  expect(read.reduce((sum, { until, at }) => sum + until - at, 0)).toBeGreaterThanOrEqual(
    Math.floor((read.reduce((sum, { blocks }) => sum + blocks, 0) * 500) / 1000) - 1,
  )
  expect(seen.of('compaction-finished').some(({ bytesIn, bytesOut }) => bytesOut < bytesIn)).toBe(
    true,
  )
})
