/** Joins and co-groups as the learner builds them, and what is refused. */
import { expect, test } from 'vitest'
import { Duration } from './duration.ts'
import { EventTimeSessionWindows } from './session-windows.ts'
import type { DataStream } from './stream.ts'
import { codeOf } from './testing/misuse.ts'
import { type Loose, numbers, submit } from './testing/submit.ts'
import { DeltaTrigger } from './triggers.ts'
import { Types } from './types.ts'
import { TumblingEventTimeWindows } from './window-assigners.ts'

const windows = TumblingEventTimeWindows.of(Duration.ofSeconds(1))
const same = (n: number) => n

/** The code of what a call with two streams is refused with; `no_operators`: it is taken, and ends nowhere. */
function refused(
  call: (one: DataStream<number>, two: DataStream<number>) => unknown,
): string | null {
  return codeOf(() =>
    submit((env) => {
      call(numbers(env), numbers(env))
    }),
  )
}

const keyed = (one: DataStream<number>, two: DataStream<number>) =>
  one.join(two).where(same).equalTo(same)

test('[WIN-23] a tagger for each input, with its parallelism, and one keyed window operator', () => {
  const { graph } = submit((env) => {
    env.setParallelism(2)
    const [one, two] = [numbers(env).setParallelism(1).uid('one'), numbers(env).setParallelism(3)]
    const joined = one.join(two).where(same).equalTo(same).window(windows)
    joined.apply((a, b) => a + b).print()
  })
  const shape = graph.vertices.map(({ operators, parallelism }) => [
    ...operators.map(({ name }) => name),
    parallelism,
  ])
  expect(shape).toEqual([
    ['Source: numbers', 'Map', 1],
    ['Source: numbers', 'Map', 3],
    ['TumblingEventTimeWindows', 'Sink: Print to Std. Out', 2],
  ])
  expect(graph.edges.map(({ partitioning }) => partitioning)).toEqual(['hash', 'hash'])
})

test('[WIN-23] each step answers a new one: what is not taken on is not said', () => {
  const negative = Duration.ofMillis(-1)
  const finish = (keep: boolean) =>
    refused((one, two) => {
      const windowed = keyed(one, two).window(windows)
      const changed = windowed.allowedLateness(negative)
      ;(keep ? changed : windowed).apply((a, b) => a + b).print()
    })
  expect(finish(true)).toBe('lateness_negative')
  expect(finish(false)).toBeNull()
})

test('a join that is not complete says what comes next', () => {
  const next = (call: (one: Loose, two: Loose) => unknown) =>
    refused((one, two) => call(one as unknown as Loose, two as unknown as Loose))
  expect(next((one, two) => one['join']?.(two)['window']?.(windows))).toBe('join_incomplete')
  expect(next((one, two) => one['coGroup']?.(two)['apply']?.(same))).toBe('join_incomplete')
  expect(next((one, two) => one['join']?.(two)['where']?.(same)['window']?.(windows))).toBe(
    'join_incomplete',
  )
  const windowed = (one: Loose, two: Loose) =>
    one['join']?.(two)['where']?.(same)['equalTo']?.(same)['window']?.(windows) as Loose
  expect(next((one, two) => windowed(one, two)['print']?.())).toBe('join_incomplete')
  expect(next((one, two) => windowed(one, two)['sideOutputLateData']?.())).toBe('join_incomplete')
})

test('what is no stream, key, window or function of a join is refused', () => {
  expect(refused((one) => one.join(3 as never))).toBe('stream_expected')
  expect(refused((one) => one.coGroup(3 as never))).toBe('stream_expected')
  expect(refused((one, two) => one.join(two).where('n' as never))).toBe('function_expected')
  expect(refused((one, two) => one.join(two).where(same, 'n' as never))).toBe('type_expected')
  expect(
    refused((one, two) => one.join(two).where(same, Types.INT).equalTo(same, Types.LONG)),
  ).toBe('join_key_types')
  const typed = (one: DataStream<number>, two: DataStream<number>) =>
    one.join(two).where(same).equalTo(same, Types.INT).window(windows)
  expect(
    refused((one, two) =>
      typed(one, two)
        .apply((a, b) => a + b)
        .print(),
    ),
  ).toBeNull()
  const on = (given: unknown) =>
    refused((one, two) =>
      keyed(one, two)
        .window(windows)
        .apply(given as never),
    )
  expect(on({})).toBe('join_function_expected')
  expect(on(class Join {})).toBe('class_without_new')
  expect(
    refused((one, two) =>
      keyed(one, two)
        .window(3 as never)
        .apply((a, b) => a + b),
    ),
  ).toBe('window_assigner_expected')
  const sessions = EventTimeSessionWindows.withGap(Duration.ofSeconds(1))
  const delta = DeltaTrigger.of<unknown>(1, () => 0)
  expect(
    refused((one, two) =>
      keyed(one, two)
        .window(sessions)
        .trigger(delta)
        .apply((a, b) => a + b),
    ),
  ).toBe('trigger_cannot_merge')
})
