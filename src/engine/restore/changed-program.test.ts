/** A savepoint, and a program that was changed before it is restored: as real Flink answered. */
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../../base/index.ts'
import { golden } from '../testing/golden.ts'
import { type Simulated, simulate } from '../testing/simulate.ts'
import { decodePiece } from '../state/piece.ts'

interface Changed {
  readonly before: readonly string[]
  readonly jobStatusAfterRestore: string
  readonly after: readonly string[]
  readonly failureCauseChain?: readonly { readonly class: string; readonly message: string }[]
  readonly nextSavepointOperators?: readonly {
    readonly uid: string | null
    readonly operatorId: string
    readonly hasState: boolean
    readonly parallelism: number
    readonly maxParallelism: number
  }[]
  readonly stateNamesFoundInNextSavepoint?: readonly string[]
}

interface Program {
  readonly state?: string
  readonly type?: string
  readonly keyType?: string
  readonly uid?: string
  readonly hasUids?: boolean
  readonly inserted?: boolean
  readonly counts?: boolean
  readonly maxParallelism?: number
}

/** Src → [filter] → keyBy(key) → counter (ValueState 'count') → discard; parallelism 1. */
function jobOf(program: Program): string {
  const { state = 'count', type = 'INT', keyType = 'STRING', maxParallelism = 8 } = program
  const { hasUids = true, inserted = false, counts = true, uid = 'counter' } = program
  const uidOf = (name: string) => (hasUids ? `.uid('${name}')` : '')
  const key =
    keyType === 'LONG' ? '(word: any) => word.key.charCodeAt(0)' : '(word: any) => word.key'
  return `import * as flink from 'flink'
class Count extends flink.KeyedProcessFunction<any, any, any> {
  declare count: any
  open() {
    this.count = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('${state}', flink.Types.${type}))
  }
  processElement(word: any, ctx: any, out: any) {
    const n = (this.count.value() ?? 0) + 1
    this.count.update(n)
    out.collect(word.key + ' -> ' + n)
  }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.setMaxParallelism(${maxParallelism})
const words = env
  .fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('words').setGroupId('words')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.noWatermarks<any>(), 'Src')${uidOf('src')}
  ${inserted ? ".filter(() => true).name('inserted')" : ''}
${
  counts
    ? `words.keyBy(${key}, flink.Types.${keyType}).process(new Count()).name('counter')${uidOf(uid)}`
    : 'words'
}
  .print()${uidOf('out')}
env.execute('words')
`
}

const config = { 'execution.checkpointing.interval': '3650 d', 'restart-strategy.type': 'none' }
const backends = ['hashmap', 'rocksdb'] as const
type Backend = (typeof backends)[number]
const words = ['x', 'y', 'x', 'x', 'y', 'z'].map((key) => ({
  key,
  value: JSON.stringify({ key }),
  timestamp: null,
}))
const scenario = { topics: { words: { spacing: 100, partitions: [words] } } }

/** x, y, x; savepoint; restored with another program: x, y, z; savepoint. */
function changed(
  backend: Backend,
  before: Program,
  after: Program,
): { first: Simulated; then: Simulated } {
  const on = { ...config, 'state.backend.type': backend }
  const savepoint = (then: 'stop' | 'continue') =>
    ({ kind: 'trigger-savepoint', label: 'a', then }) as const
  const first = simulate(jobOf(before), {
    until: 1_000,
    config: on,
    scenario,
    script: [[350, savepoint('stop')]],
  })
  const then = simulate(jobOf(after), {
    until: 3_000,
    startAt: 1_000,
    config: on,
    scenario,
    script: [[2_500, savepoint('continue')]],
    restoreFrom: { run: first, checkpoint: 1 },
  })
  return { first, then }
}

function statusOf(seen: Simulated): string | undefined {
  return seen.of('job-status-changed').at(-1)?.status
}

const variants: readonly (readonly [name: string, before: Program, after: Program])[] = [
  ['d-same', {}, {}],
  ['d-inserted-with-uids', {}, { inserted: true }],
  ['d-state-name-changed', {}, { state: 'renamed' }],
  ['d-value-int-to-long', {}, { type: 'LONG' }],
  ['d-key-type-changed', {}, { keyType: 'LONG' }],
  ['d-max-parallelism-changed', {}, { maxParallelism: 16 }],
  ['d-no-uid-operator-inserted', { hasUids: false }, { hasUids: false, inserted: true }],
  ['d-operator-removed', {}, { counts: false }],
  ['d-uid-changed', {}, { uid: 'counter-v2' }],
]

for (const [variant, before, after, backend] of variants.flatMap((one) =>
  backends.map((on) => [...one, on] as const),
)) {
  const name = `${variant}-${backend}`
  const expected = golden<Changed>(name)
  const { first, then } = changed(backend, before, after)

  test(`[SCH-1, SCH-2, SCH-6, SCH-7, MAT-1] ${name}: the job runs or fails as on real Flink`, () => {
    expect(first.rows).toEqual(expected.before)
    expect(then.rows).toEqual(expected.after)
    expect(statusOf(then)).toBe(expected.jobStatusAfterRestore)
  })

  if (expected.failureCauseChain !== undefined) {
    const isTask = expected.failureCauseChain[0]?.class.endsWith('.JobException') === true
    test(`[SCH-7] ${name}: ${isTask ? 'a task fails' : 'the job does not start'}, in Flink's words`, () => {
      const words = expected.failureCauseChain?.at(-1)?.message.replaceAll('@<hash>', '') ?? ''
      expect(then.of('job-refused')).toHaveLength(isTask ? 0 : 1)
      expect(then.of('task-failed')).toHaveLength(isTask ? 1 : 0)
      // What a file is called, and the option's name, are Flink's own.
      if (isTask) expect(then.of('task-failed')[0]?.message).toContain(words)
      else expect(then.of('job-refused')[0]?.code).toBe(codes[variant])
    })
  }

  if (expected.nextSavepointOperators !== undefined) {
    test(`[SCH-6] ${name}: the next savepoint has the same operators, and what no code asked for`, () => {
      const manifest = then.manifests.at(-1)
      const withState = new Set(manifest?.handles.map(({ operator }) => operator))
      const found = (manifest?.operators ?? []).map(({ uid, id, parallelism, maxParallelism }) => ({
        uid,
        operatorId: id,
        hasState: withState.has(id),
        parallelism,
        maxParallelism,
      }))
      const byId = (one: { operatorId: string }, other: { operatorId: string }) =>
        one.operatorId < other.operatorId ? -1 : 1
      expect(found.toSorted(byId)).toEqual(expected.nextSavepointOperators?.toSorted(byId))
      if (expected.stateNamesFoundInNextSavepoint === undefined) return
      const names = (manifest?.handles ?? []).flatMap(({ blob }) =>
        decodePiece(decodeUtf8(then.blobs.get(blob) as Uint8Array)).keyed.map(({ state }) => state),
      )
      expect(names.toSorted()).toEqual(expected.stateNamesFoundInNextSavepoint)
    })
  }
}

const codes: Readonly<Record<string, string>> = {
  'd-max-parallelism-changed': 'max_parallelism_mismatch',
  'd-no-uid-operator-inserted': 'non_restored_state',
  'd-operator-removed': 'non_restored_state',
  'd-uid-changed': 'non_restored_state',
}
