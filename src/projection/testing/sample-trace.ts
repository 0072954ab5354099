/**
 * A run as the pictures of the design show it, written down by a small script: orders ×2 →
 * count ×3 → totals ×2 on two TaskManagers; three checkpoints, a savepoint, a fourth checkpoint
 * in alignment when TaskManager 2 is killed at 12.8 s; restart, restore and replay.
 */
import { Heap } from '../../base/index.ts'
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  JobGraph,
  JobSettings,
  KeyGroup,
  OperatorId,
  Schedule,
  SnapshotKind,
  SubtaskId,
  TaskManagerId,
  VertexId,
  VirtualTime,
} from '../../model/index.ts'
import { type TraceEvent, type TraceFact, TraceLog } from '../../trace/index.ts'

const keys = ['apple', 'banana', 'cherry', 'date', 'elder', 'fig', 'grape', 'hazel']
const keyGroups = [12, 57, 93, 31, 49, 104, 81, 121]
const firstOffsets = [1150, 820]
const hop = 300
const graph: JobGraph = {
  name: 'Count orders',
  vertices: [
    vertex(0, 'orders', 2, {
      kind: 'kafka-source',
      topics: ['orders'],
      groupId: 'count',
      start: 'earliest',
      bounded: false,
      watermarks: { kind: 'monotonous' },
    }),
    vertex(1, 'count', 3, { kind: 'process', keyed: true }),
    vertex(2, 'totals', 2, { kind: 'kafka-sink', topic: 'totals', guarantee: 'at-least-once' }),
  ],
  edges: [
    { from: 0 as VertexId, to: 1 as VertexId, operator: 0, partitioning: 'hash' },
    { from: 1 as VertexId, to: 2 as VertexId, operator: 0, partitioning: 'rebalance' },
  ],
}
const settings: JobSettings = {
  checkpoints: {
    interval: 3000,
    mode: 'EXACTLY_ONCE',
    timeout: 600_000,
    minPause: 0,
    maxConcurrent: 1,
    tolerableFailures: 0,
    numRetained: 2,
    retention: 'RETAIN_ON_CANCELLATION',
    directory: 'file:///checkpoints',
    savepointDirectory: 'file:///savepoints',
  },
  restart: { kind: 'fixed-delay', attempts: 3, delay: 1000 },
  backend: 'hashmap',
  autoWatermarkInterval: 200,
  loadBalance: 'SLOTS',
}

function vertex(
  id: number,
  name: string,
  parallelism: number,
  role: JobGraph['vertices'][number]['operators'][number]['role'],
): JobGraph['vertices'][number] {
  return {
    id: id as VertexId,
    name,
    parallelism,
    maxParallelism: 128,
    maxParallelismSet: false,
    operators: [{ id: `${id}`.repeat(32) as OperatorId, uid: name, name, role }],
  }
}

function scheduleOn(second: number): Schedule {
  const places = [
    [0, 0, 1, 0],
    [0, 1, second, 0],
    [1, 0, 1, 0],
    [1, 1, 1, 1],
    [1, 2, second, 0],
    [2, 0, 1, 0],
    [2, 1, second, 0],
  ]
  const channels = []
  for (const [froms, tos, edge] of [
    [[0, 1], [2, 3, 4], 0],
    [[2, 3, 4], [5, 6], 1],
  ] as const)
    for (const [input, from] of froms.entries())
      for (const to of tos)
        channels.push({
          id: channels.length as ChannelId,
          from: from as SubtaskId,
          to: to as SubtaskId,
          edge,
          input,
          capacity: 5,
        })
  return {
    subtasks: places.map(([v, index, taskManager, slot], id) => ({
      id: id as SubtaskId,
      vertex: v as VertexId,
      index: index as number,
      taskManager: taskManager as TaskManagerId,
      slot: slot as number,
    })),
    channels,
  }
}

interface Item {
  kind: 'record' | 'barrier' | 'watermark'
  id: ElementId
  due: number
  origin: ElementId
  key: string
  value: string
  checkpoint: CheckpointId
  watermark: EventTime
}
type Channel = Schedule['channels'][number] & { queue: Item[]; blocked: boolean; busyUntil: number }
interface Snapshot {
  id: CheckpointId
  kind: SnapshotKind
  label: string | null
  at: number
  counts: Map<string, number>[]
  offsets: number[]
  barriers: number[]
  acknowledged: number
}
interface Moment {
  at: number
  order: number
  epoch: number
  run: () => void
}

class SampleRun {
  readonly events: TraceEvent[] = []
  #now = 0
  #order = 0
  #epoch = 0
  #element = 0
  #cause: EventSeq | null = null
  readonly #agenda = new Heap<Moment>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order))
  #channels: Channel[] = []
  #busyUntil: number[] = []
  #next = [...firstOffsets]
  #reached = [...firstOffsets]
  #counts: Map<string, number>[] = []
  #turn = 0
  #seen = new Set<string>()
  #taken: number[] = []
  readonly #snapshots: Snapshot[] = []
  #pending: Snapshot | null = null

  run(until: number): TraceLog {
    this.#script()
    for (let next = this.#agenda.peek(); next !== undefined && next.at <= until;) {
      this.#agenda.pop()
      this.#now = next.at
      this.#cause = null
      if (next.epoch === this.#epoch || next.epoch < 0) next.run()
      next = this.#agenda.peek()
    }
    const log = new TraceLog()
    log.append(this.events)
    return log
  }

  #fact(fact: TraceFact, cause: EventSeq | null = this.#cause): EventSeq {
    const seq = this.events.length as EventSeq
    this.events.push({ ...fact, seq, at: this.#now as VirtualTime, cause })
    return seq
  }

  /** `world`: goes on whatever becomes of the job. */
  #at(at: number, run: () => void, world = false): void {
    this.#agenda.push({ at, order: this.#order++, epoch: world ? -1 : this.#epoch, run })
  }

  #script(): void {
    this.#at(0, () => this.#begin(), true)
    for (let partition = 0; partition < 2; partition++)
      for (let k = 0; k < 60; k++)
        this.#at(k < 14 ? 0 : (k - 13) * 400, () => this.#produce(partition, k), true)
    for (const at of [2000, 5000, 8000, 11_000])
      this.#at(at, () => this.#trigger('checkpoint', null))
    this.#at(6600, () => this.#trigger('savepoint', 'savepoint-1'))
    this.#at(12_800, () => this.#kill(2), true)
    this.#at(17_500, () => this.#trigger('checkpoint', null), true)
  }

  #begin(): void {
    for (const taskManager of [1, 2] as TaskManagerId[])
      this.#fact({ kind: 'task-manager-started', taskManager, slots: 2 })
    this.#cause = this.#fact({
      kind: 'job-submitted',
      graph,
      settings,
      restoredFrom: null,
    })
    this.#fact({ kind: 'job-status-changed', status: 'CREATED', reason: '' })
    this.#fact({ kind: 'job-status-changed', status: 'RUNNING', reason: '' })
    this.#deploy(0, 2, null)
  }

  #deploy(attempt: number, second: number, from: Snapshot | null): void {
    const schedule = scheduleOn(second)
    this.#cause = this.#fact({ kind: 'tasks-scheduled', schedule })
    this.#channels = schedule.channels.map((c) => ({
      ...c,
      queue: [],
      blocked: false,
      busyUntil: 0,
    }))
    this.#busyUntil = schedule.subtasks.map(() => Infinity)
    this.#taken = schedule.subtasks.map(() => 0)
    this.#counts = [new Map(), new Map(), new Map()]
    const all = schedule.subtasks.map((s) => s.id)
    const status = (status: 'DEPLOYING' | 'INITIALIZING' | 'RUNNING') => {
      for (const subtask of all)
        this.#fact({ kind: 'task-status-changed', subtask, status, attempt })
    }
    status('DEPLOYING')
    this.#at(this.#now + 100, () => {
      status('INITIALIZING')
      if (from === null) this.#start(status)
      else this.#restore(from, () => this.#start(status))
    })
  }

  #start(status: (status: 'RUNNING') => void): void {
    for (const partition of [0, 1])
      this.#fact({
        kind: 'partition-assigned',
        subtask: partition as SubtaskId,
        topic: 'orders',
        partition,
        offset: this.#next[partition] as number,
      })
    status('RUNNING')
    this.#busyUntil.fill(0)
    this.#read(0)
    this.#read(1)
  }

  #produce(partition: number, k: number): void {
    const offset = (firstOffsets[partition] as number) + k
    if (k === 0) for (let earlier = 0; earlier < offset; earlier++) this.#append(partition, earlier)
    this.#append(partition, offset)
    if (this.#now > 0) this.#read(partition)
  }

  #append(partition: number, offset: number): void {
    const key = keys[(offset * 5 + partition * 3 + (offset >> 2)) % 8] as string
    const value = JSON.stringify({ item: key, n: offset })
    this.#fact({ kind: 'record-produced', topic: 'orders', partition, offset, key, value }, null)
  }

  #read(s: number): void {
    const end = this.events.length
    const offset = this.#next[s] as number
    const produced = this.events.find(
      (e) => e.kind === 'record-produced' && e.partition === s && e.offset === offset,
    )
    if (end === 0 || produced?.kind !== 'record-produced') return
    if ((this.#busyUntil[s] ?? Infinity) > this.#now) return
    const element = this.#element++ as ElementId
    const until = (this.#now + (s === 0 ? 160 : 240)) as VirtualTime
    const replayed = offset < (this.#reached[s] as number)
    const { key, value } = produced
    const cause = this.#fact(
      { ...produced, kind: 'record-read', subtask: s as SubtaskId, element, replayed, until },
      produced.seq,
    )
    this.#next[s] = offset + 1
    this.#reached[s] = Math.max(this.#reached[s] as number, offset + 1)
    this.#busyUntil[s] = until
    this.#at(until, () => {
      this.#cause = cause
      const to = key === null ? 0 : Math.floor(((keyGroups[keys.indexOf(key)] as number) * 3) / 128)
      this.#emit(s * 3 + to, { kind: 'record', origin: element, key: key ?? '', value }, element)
      if (offset % 6 === 0)
        for (let c = 0; c < 3; c++) {
          const watermark = (Math.floor((offset - (firstOffsets[s] as number)) / 3) *
            1000) as EventTime
          this.#emit(s * 3 + c, { kind: 'watermark', watermark }, null)
        }
      this.#fact({ kind: 'record-processed', subtask: s as SubtaskId, element })
      this.#read(s)
    })
  }

  #emit(channel: number, item: Partial<Item> & Pick<Item, 'kind'>, parent: ElementId | null): void {
    const c = this.#channels[channel] as Channel
    const id = this.#element++ as ElementId
    // Orders 2/2 is the slow one for count 2/3: that is what makes checkpoint 4 wait.
    const slow = channel === 4 && this.#now > 10_000 ? 1500 : hop
    const due = Math.max(this.#now + slow, c.busyUntil + 40) as VirtualTime
    c.busyUntil = due
    const full = { origin: id, key: '', value: '', checkpoint: 0, watermark: 0, ...item, id, due }
    const e = full as unknown as Item
    const base = { channel: c.id, element: id, due }
    if (e.kind === 'record') {
      const key = c.edge === 0 ? e.key : null
      const { origin, value } = e
      this.#fact({ kind: 'record-emitted', ...base, parent, origin, key, value, timestamp: null })
    } else if (e.kind === 'barrier')
      this.#fact({ kind: 'barrier-emitted', ...base, checkpoint: e.checkpoint })
    else this.#fact({ kind: 'watermark-emitted', ...base, watermark: e.watermark })
    c.queue.push(e)
    this.#at(due, () => this.#wake(c.to))
  }

  #wake(subtask: SubtaskId): void {
    if ((this.#busyUntil[subtask] as number) > this.#now) return
    const ready = this.#channels
      .filter((c) => c.to === subtask && !c.blocked && (c.queue[0]?.due ?? Infinity) <= this.#now)
      .sort((a, b) => (a.queue[0] as Item).due - (b.queue[0] as Item).due)[0]
    if (ready === undefined) return
    const item = ready.queue.shift() as Item
    const { channel, element } = { channel: ready.id, element: item.id }
    if (item.kind === 'record') {
      const until = (this.#now + 120) as VirtualTime
      const taken = this.#fact({ kind: 'record-taken', subtask, channel, element, until })
      this.#busyUntil[subtask] = until
      this.#at(until, () => {
        this.#cause = taken
        if (subtask < 5) this.#count(subtask, item)
        else this.#write(subtask, item)
        this.#fact({ kind: 'record-processed', subtask, element })
        this.#wake(subtask)
      })
      return
    }
    if (item.kind === 'watermark') {
      const { watermark } = item
      this.#cause = this.#fact({ kind: 'watermark-received', subtask, channel, element, watermark })
      this.#fact({ kind: 'watermark-advanced', subtask, watermark })
    } else this.#barrier(subtask, ready, item)
    this.#wake(subtask)
  }

  #count(subtask: SubtaskId, item: Item): void {
    const counts = this.#counts[subtask - 2] as Map<string, number>
    const n = (counts.get(item.key) ?? 0) + 1
    counts.set(item.key, n)
    const keyGroup = keyGroups[keys.indexOf(item.key)] as KeyGroup
    const { key } = item
    this.#fact({
      kind: 'state-updated',
      ...{ subtask, operator: 0, state: 'total', key, keyGroup, value: `${n}` },
    })
    const value = JSON.stringify({ item: key, count: n })
    const to = 6 + (subtask - 2) * 2 + (this.#turn++ % 2)
    this.#emit(to, { kind: 'record', origin: item.origin, key, value }, item.id)
  }

  #write(subtask: SubtaskId, item: Item): void {
    const again = this.#seen.has(item.value)
    this.#seen.add(item.value)
    this.#fact({
      kind: 'sink-written',
      ...{ subtask, operator: 0, sink: 'totals', topic: 'totals', key: item.key },
      ...{ value: item.value, timestamp: null, element: item.id, origin: item.origin, again },
    })
  }

  #trigger(snapshot: SnapshotKind, label: string | null): void {
    if (this.#pending !== null) return
    const checkpoint = (this.#snapshots.length + 1) as CheckpointId
    const pending: Snapshot = {
      ...{ id: checkpoint, kind: snapshot, label, at: this.#now, acknowledged: 0 },
      ...{ counts: [], offsets: [], barriers: [0, 0, 0, 0, 0, 0, 0] },
    }
    this.#snapshots.push(pending)
    this.#pending = pending
    const by = snapshot === 'savepoint' ? 'command' : 'timer'
    if (by === 'command')
      this.#cause = this.#fact({
        kind: 'command-submitted',
        command: { kind: 'trigger-savepoint', label: label ?? '', then: 'continue' },
        by: 'learner',
        step: this.events.length,
      })
    const expiresAt = (this.#now + 600_000) as VirtualTime
    const cause = this.#fact({
      kind: 'checkpoint-triggered',
      checkpoint,
      snapshot,
      label,
      by,
      expiresAt,
    })
    for (const subtask of [0, 1] as SubtaskId[])
      this.#at(this.#now + 100 + 80 * subtask, () => {
        this.#cause = cause
        this.#cause = this.#fact({ kind: 'snapshot-requested', subtask, checkpoint })
        for (let c = 0; c < 3; c++)
          this.#emit(subtask * 3 + c, { kind: 'barrier', checkpoint }, null)
        this.#snapshot(subtask, pending, 0)
      })
  }

  #barrier(subtask: SubtaskId, channel: Channel, item: Item): void {
    const { checkpoint } = item
    const pending = this.#snapshots[checkpoint - 1] as Snapshot
    const inputs = this.#channels.filter((c) => c.to === subtask)
    const arrived = ((pending.barriers[subtask] as number) += 1)
    if (arrived === 1) this.#taken[subtask] = this.#now
    this.#cause = this.#fact({
      kind: 'barrier-received',
      ...{ subtask, channel: channel.id, element: item.id, checkpoint, arrived },
      expected: inputs.length,
    })
    if (arrived < inputs.length) {
      channel.blocked = true
      this.#fact({ kind: 'channel-blocked', channel: channel.id, checkpoint })
      return
    }
    const since = this.#taken[subtask] as number
    this.#fact({
      kind: 'alignment-completed',
      ...{ subtask, checkpoint, duration: this.#now - since, startDelay: since - pending.at },
    })
    for (const c of inputs.filter((c) => c.blocked)) {
      c.blocked = false
      this.#fact({ kind: 'channel-unblocked', channel: c.id, checkpoint })
    }
    if (subtask < 5)
      for (const c of this.#channels.filter((c) => c.from === subtask))
        this.#emit(c.id, { kind: 'barrier', checkpoint }, null)
    this.#snapshot(subtask, pending, this.#now - since)
  }

  #snapshot(subtask: SubtaskId, pending: Snapshot, alignment: number): void {
    const checkpoint = pending.id
    const startDelay = this.#now - alignment - pending.at
    const until = (this.#now + 60) as VirtualTime
    const bytes = subtask < 2 ? 48 : subtask < 5 ? 320 + 40 * subtask : 64
    const due = (until + 200 + 60 * (subtask % 3)) as VirtualTime
    const counts = [...(this.#counts[subtask - 2] ?? [])]
    if (subtask < 2) pending.offsets[subtask] = this.#next[subtask] as number
    else if (subtask < 5) pending.counts[subtask - 2] = new Map(counts)
    const offsets =
      subtask < 2
        ? [{ topic: 'orders', partition: subtask, offset: this.#next[subtask] as number }]
        : []
    const entries = counts.map(([key, n]) => ({
      ...{ key, keyGroup: keyGroups[keys.indexOf(key)] as number, value: `${n}` },
    }))
    const states = [{ operator: 0, state: 'total', entries, total: entries.length }]
    const content = { offsets, states: entries.length === 0 ? [] : states, timers: 0 }
    const cause = this.#fact({ kind: 'snapshot-started', subtask, checkpoint, until })
    this.#busyUntil[subtask] = Math.max(this.#busyUntil[subtask] as number, until)
    this.#at(until, () => {
      this.#cause = cause
      this.#cause = this.#fact({ kind: 'snapshot-taken', subtask, checkpoint, bytes, due, content })
      if (subtask < 2) this.#read(subtask)
      else this.#wake(subtask)
    })
    this.#at(due, () => {
      this.#cause = this.#fact({ kind: 'snapshot-uploaded', subtask, checkpoint, bytes }, cause)
      const cause2 = this.#cause
      this.#at(due + 40, () => {
        if (this.#pending !== pending) return
        const acknowledged = ++pending.acknowledged
        const durations = { startDelay, alignment, sync: 60, async: due - until }
        this.#cause = this.#fact(
          {
            kind: 'checkpoint-acknowledged',
            ...{ subtask, checkpoint, bytes, ...durations, acknowledged, expected: 7 },
          },
          cause2,
        )
        if (acknowledged === 7) this.#complete(pending)
      })
    })
  }

  #complete(pending: Snapshot): void {
    const { id: checkpoint, kind: snapshot, label } = pending
    const duration = this.#now - pending.at
    const path =
      snapshot === 'checkpoint'
        ? `file:///checkpoints/chk-${checkpoint}`
        : `file:///savepoints/${label}`
    this.#cause = this.#fact({
      kind: 'checkpoint-completed',
      ...{ checkpoint, snapshot, label, path, bytes: 1300, duration },
    })
    this.#pending = null
    const kept = this.#snapshots.filter((s) => s.kind === 'checkpoint' && s.acknowledged === 7)
    const old = kept.at(-3)
    if (old !== undefined && snapshot === 'checkpoint') {
      this.#fact({ kind: 'checkpoint-subsumed', checkpoint: old.id })
      this.#fact({ kind: 'snapshot-discarded', checkpoint: old.id })
    }
    for (let s = 0; s < 7; s++)
      this.#fact({ kind: 'checkpoint-notified', subtask: s as SubtaskId, checkpoint })
  }

  #kill(taskManager: number): void {
    this.#epoch++
    this.#cause = this.#fact({
      kind: 'command-submitted',
      command: { kind: 'kill-task-manager', taskManager: taskManager as TaskManagerId },
      by: 'learner',
      step: this.events.length,
    })
    const lost = this.#fact({
      kind: 'task-manager-lost',
      taskManager: taskManager as TaskManagerId,
    })
    this.#cause = lost
    const status = (subtask: number, status: 'FAILED' | 'CANCELING' | 'CANCELED') =>
      this.#fact({ kind: 'task-status-changed', subtask: subtask as SubtaskId, status, attempt: 0 })
    for (const subtask of [1, 4, 6]) status(subtask, 'FAILED')
    const pending = this.#pending
    this.#pending = null
    if (pending !== null)
      this.#fact({
        kind: 'checkpoint-failed',
        ...{ checkpoint: pending.id, snapshot: pending.kind, label: pending.label },
        ...{ reason: 'JOB_FAILURE', message: 'The job has failed.', counted: false, failures: 0 },
      })
    this.#fact({
      kind: 'job-status-changed',
      status: 'RESTARTING',
      reason: 'TaskManager 2 is lost',
    })
    for (const subtask of [0, 2, 3, 5]) status(subtask, 'CANCELING')
    const due = (this.#now + 1000) as VirtualTime
    this.#fact({ kind: 'restart-scheduled', attempt: 1, delay: 1000, due, strategy: 'fixed-delay' })
    this.#at(this.#now + 100, () => {
      for (const subtask of [0, 2, 3, 5]) status(subtask, 'CANCELED')
      this.#fact({ kind: 'task-manager-started', taskManager: 3 as TaskManagerId, slots: 2 })
    })
    this.#at(due, () => {
      const from = this.#snapshots.findLast((s) => s.kind === 'checkpoint' && s.acknowledged === 7)
      const checkpoint = from?.id ?? null
      const path = from === undefined ? null : `file:///checkpoints/chk-${from.id}`
      this.#fact({ kind: 'job-status-changed', status: 'RUNNING', reason: '' })
      this.#cause = this.#fact({ kind: 'restore-started', checkpoint, path }, lost)
      this.#deploy(1, 3, from ?? null)
    })
  }

  #restore(from: Snapshot, then: () => void): void {
    const checkpoint = from.id
    const cause = this.#cause
    for (const subtask of [2, 3, 4] as SubtaskId[]) {
      const due = (this.#now + 100 + 100 * (subtask - 1)) as VirtualTime
      this.#fact({ kind: 'state-read-started', subtask, checkpoint, bytes: 400, due })
      this.#at(due, () => {
        const counts = new Map(from.counts[subtask - 2])
        this.#counts[subtask - 2] = counts
        this.#fact(
          {
            kind: 'state-restored',
            ...{ subtask, operator: 0, checkpoint, bytes: 400, entries: counts.size },
          },
          cause,
        )
        if (subtask === 4) {
          this.#next = [...from.offsets]
          then()
        }
      })
    }
  }
}

/** The run of the pictures, up to 20 s. */
export function sampleTrace(): TraceLog {
  return new SampleRun().run(20_000)
}
