/** From 2 subtasks to 3 to 4 by savepoints, as a real Flink did it: where keys and operator state go. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import type { TopicRecord } from '../../scenario/index.ts'
import { golden } from '../testing/golden.ts'
import { type RestoreFrom, type Simulated, simulate } from '../testing/simulate.ts'

interface Found {
  readonly restored: boolean
  /** From the second restore on which subtask gets which element varied in Flink: only how many. */
  readonly evenSplitList?: readonly string[]
  readonly evenSplitListSize?: number
  readonly unionList: readonly string[]
  readonly broadcast: Readonly<Record<string, string>>
}

interface Generation {
  readonly keyGroupRanges: Readonly<Record<string, readonly [number, number]>>
  readonly keys: Readonly<
    Record<string, { keyGroup: number; subtask: number; restoredCountPlusOne: number }>
  >
  readonly operatorStateBySubtask: Readonly<Record<string, Found>> & {
    readonly allEvenSplitElements?: readonly string[]
  }
}

type Rescale = Readonly<Record<'start-p2' | 'restore-p3' | 'restore-p4', Generation>>

const job = (parallelism: number, type: 'STRING' | 'INT') => `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
class Op extends flink.KeyedProcessFunction<any, any, any> {
  declare count: flink.ValueState<number>
  declare subtask: number
  initializeState(ctx: flink.FunctionInitializationContext) {
    const store = ctx.getOperatorStateStore()
    const even = store.getListState(new flink.ListStateDescriptor('even', flink.Types.STRING))
    const union = store.getUnionListState(new flink.ListStateDescriptor('union', flink.Types.STRING))
    const written = store.getBroadcastState(
      new flink.MapStateDescriptor('written', flink.Types.STRING, flink.Types.STRING))
    this.subtask = this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask()
    console.log(JSON.stringify({
      subtask: this.subtask,
      restored: ctx.isRestored(),
      evenSplitList: [...even.get()].sort(),
      unionList: [...union.get()].sort(),
      broadcast: Object.fromEntries(written.entries()),
    }))
    if (!ctx.isRestored())
      for (let n = 0; n < (this.subtask === 0 ? 5 : 3); n++) even.add('s' + this.subtask + '-' + n)
    union.update(['u-p${parallelism}-s' + this.subtask])
    written.put('writtenBy', 'p${parallelism}-s' + this.subtask)
  }
  snapshotState() {}
  override open() {
    this.count = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('count', flink.Types.INT))
  }
  override processElement(row: any, ctx: any, out: any) {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect({ key: row.name, subtask: this.subtask, count })
  }
}
env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('rows')
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.noWatermarks<any>(), 'rows').uid('rows').setParallelism(1)
  .keyBy((row: any) => row.key, flink.Types.${type})
  .process(new Op()).uid('op').name('op').setParallelism(${parallelism}).setMaxParallelism(8)
  .print().uid('out').setParallelism(1)
env.execute('rescale')`

const stop: Command = { kind: 'trigger-savepoint', label: 'sp', then: 'stop' }

/** One generation: every key once more, then a savepoint with which the job stops. */
function generation(
  name: string,
  { keys, at, from }: { keys: readonly string[]; at: number; from: RestoreFrom | null },
): Simulated {
  const parallelism = 2 + at
  const type = name.includes('ints') ? 'INT' : 'STRING'
  const rows = Array.from({ length: at + 1 }, () =>
    keys.map((key): TopicRecord => {
      const value = { name: key, key: type === 'INT' ? Number(key) : key }
      return { key: null, value: JSON.stringify(value), timestamp: null }
    }),
  )
  return simulate(job(parallelism, type), {
    until: (at + 1) * 3_000,
    startAt: at * 3_000,
    script: [[at * 3_000 + 2_000, stop]],
    scenario: {
      topics: { rows: { spacing: 1, partitions: [rows.flat()] } },
      cluster: { taskManagers: 2, slotsEach: 2 },
    },
    ...(from !== null && { restoreFrom: from }),
  })
}

function found(run: Simulated): Readonly<Record<string, Found>> {
  const lines = run.of('logged').map(({ text }) => JSON.parse(text) as Found & { subtask: number })
  return Object.fromEntries(lines.map(({ subtask, ...state }) => [subtask, state]))
}

test.each(['c-rescale-strings-2-3-4', 'c-rescale-ints-2-3-4'])(
  '[KEY-1, RSC-1, OPS-3, OPS-4] golden run: %s',
  (name) => {
    const expected = golden<Rescale>(name)
    let from: RestoreFrom | null = null
    for (const [at, which] of (['start-p2', 'restore-p3', 'restore-p4'] as const).entries()) {
      const { keyGroupRanges, keys, operatorStateBySubtask } = expected[which]
      const run = generation(name, { keys: Object.keys(keys), at, from })

      const written = run.of('state-updated').map(({ key, keyGroup }) => [key, keyGroup] as const)
      const groups = new Map(written)
      const rows = run.rows.map((row) => JSON.parse(row) as Record<string, string | number>)
      expect(
        Object.fromEntries(
          rows.map(({ key = '', subtask, count }) => {
            const keyGroup = groups.get(name.includes('ints') ? String(Number(key)) : String(key))
            return [key, { keyGroup, subtask, restoredCountPlusOne: count }]
          }),
        ),
      ).toEqual(keys)

      const handles = run.manifests.at(-1)?.handles.filter((one) => one.keyGroups !== null) ?? []
      const ranges = handles.map(({ subtask, keyGroups }) => [
        String(subtask),
        [keyGroups?.start, keyGroups?.end],
      ])
      expect(Object.fromEntries(ranges)).toEqual(keyGroupRanges)

      const { allEvenSplitElements, ...bySubtask } = operatorStateBySubtask
      const state = found(run)
      for (const [subtask, { evenSplitListSize, ...wanted }] of Object.entries(bySubtask)) {
        expect(state[subtask]).toMatchObject(wanted)
        if (evenSplitListSize !== undefined)
          expect(state[subtask]?.evenSplitList).toHaveLength(evenSplitListSize)
      }
      if (allEvenSplitElements !== undefined)
        expect(
          Object.values(state)
            .flatMap((one) => one.evenSplitList ?? [])
            .sort(),
        ).toEqual(allEvenSplitElements)
      const checkpoint = run.manifests.at(-1)?.checkpoint ?? 0
      from = { run, checkpoint }
    }
  },
)
