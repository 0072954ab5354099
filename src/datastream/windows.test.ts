/** Windows, triggers and evictors as the learner builds them, and what Flink refuses. */
import { expect, test } from 'vitest'
import { Duration } from './duration.ts'
import { CountEvictor, DeltaEvictor, TimeEvictor } from './evictors.ts'
import { AbstractRichFunction } from './functions.ts'
import { EventTimeSessionWindows, ProcessingTimeSessionWindows } from './session-windows.ts'
import type { KeyedStream } from './stream.ts'
import { codeOf } from './testing/misuse.ts'
import { numbers, submit } from './testing/submit.ts'
import { EventTimeTrigger } from './time-triggers.ts'
import { CountTrigger, DeltaTrigger, PurgingTrigger } from './triggers.ts'
import {
  GlobalWindows,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  WindowStagger,
} from './window-assigners.ts'
import { TimeWindow, Window, windowName, windowOf } from './windows.ts'

const second = Duration.ofSeconds(1)

/** The code of what a call on a keyed stream is refused with; `no_operators`: it is taken, and ends nowhere. */
function refused(call: (stream: KeyedStream<number, number>) => unknown): string | null {
  return codeOf(() =>
    submit((env) => {
      call(numbers(env).keyBy((n) => n))
    }),
  )
}

test('[WIN-1] a window is [start, end); its start is found with Java’s remainder', () => {
  expect(TimeWindow.getWindowStartWithOffset(-1, 0, 5_000)).toBe(-5_000)
  expect(TimeWindow.getWindowStartWithOffset(4_999, 100, 5_000)).toBe(100)
  expect(new TimeWindow(0, 5_000).maxTimestamp()).toBe(4_999)
  expect(windowOf(windowName(new TimeWindow(-5_000, 0)))).toEqual(new TimeWindow(-5_000, 0))
})

test('[WIN-3, WIN-5] sizes, slides, offsets and gaps that make no windows are refused', () => {
  expect(codeOf(() => TumblingEventTimeWindows.of(Duration.ZERO))).toBe('window_parameters')
  expect(codeOf(() => TumblingEventTimeWindows.of(second, second))).toBe('window_parameters')
  expect(codeOf(() => SlidingEventTimeWindows.of(second, second, second))).toBe('window_parameters')
  const days = Duration.ofDays(120)
  const each = Duration.ofMillis(1)
  expect(codeOf(() => SlidingEventTimeWindows.of(days, each))).toBe('window_parameters')
  expect(codeOf(() => EventTimeSessionWindows.withGap(Duration.ZERO))).toBe('window_parameters')
  expect(codeOf(() => TumblingEventTimeWindows.of(5_000 as never))).toBe('duration_expected')
  const dynamic = ProcessingTimeSessionWindows.withDynamicGap(() => 0)
  const context = { getCurrentProcessingTime: () => 0, random: () => 0 }
  expect(codeOf(() => dynamic.assignWindows(null, 0, context))).toBe('session_gap')
  expect(codeOf(() => EventTimeSessionWindows.withDynamicGap(3 as never))).toBe('function_expected')
})

test('[WIN-4] processing-time windows are of the clock; a stagger moves them once for all', () => {
  let now = 12_345
  const context = { getCurrentProcessingTime: () => now, random: () => 0.5 }
  const natural = TumblingProcessingTimeWindows.of(
    Duration.ofSeconds(5),
    Duration.ZERO,
    WindowStagger.NATURAL,
  )
  expect(natural.assignWindows(null, 7, context)).toEqual([new TimeWindow(12_345, 17_345)])
  now = 20_000
  expect(natural.assignWindows(null, 7, context)).toEqual([new TimeWindow(17_345, 22_345)])
  const random = TumblingProcessingTimeWindows.of(second, Duration.ZERO, WindowStagger.RANDOM)
  expect(random.assignWindows(null, 7, context)).toEqual([new TimeWindow(19_500, 20_500)])
})

test('what is no assigner, trigger, evictor or function of a window is refused', () => {
  const windows = TumblingEventTimeWindows.of(second)
  expect(refused((stream) => stream.window(3 as never))).toBe('window_assigner_expected')
  expect(refused((stream) => stream.window(windows).trigger({} as never))).toBe('trigger_expected')
  expect(codeOf(() => PurgingTrigger.of({} as never))).toBe('trigger_expected')
  expect(refused((stream) => stream.window(windows).evictor({} as never))).toBe('evictor_expected')
  expect(refused((stream) => stream.window(windows).process({} as never))).toBe(
    'window_function_expected',
  )
  expect(codeOf(() => CountTrigger.of(1.5))).toBe('whole_number_expected')
  expect(codeOf(() => CountEvictor.of(Number.NaN))).toBe('whole_number_expected')
  expect(codeOf(() => TimeEvictor.of(3 as never))).toBe('duration_expected')
  expect(codeOf(() => DeltaEvictor.of(1, 3 as never))).toBe('function_expected')
  expect(refused((stream) => stream.sum(''))).toBe('field_expected')
})

test('[WIN-7] a trigger that cannot merge is refused with windows that do', () => {
  const sessions = EventTimeSessionWindows.withGap(second)
  const delta = DeltaTrigger.of<number>(1, (a, b) => b - a)
  expect(refused((stream) => stream.window(sessions).trigger(delta))).toBe('trigger_cannot_merge')
  expect(
    refused((stream) => stream.window(sessions).trigger(PurgingTrigger.of(delta) as never)),
  ).toBe('trigger_cannot_merge')
  expect(refused((stream) => stream.window(sessions).trigger(CountTrigger.of(2)))).toBe(
    'no_operators',
  )
})

test('[WIN-8] allowed lateness is not negative', () => {
  const windows = TumblingEventTimeWindows.of(second)
  expect(refused((stream) => stream.window(windows).allowedLateness(Duration.ofMillis(-1)))).toBe(
    'lateness_negative',
  )
})

test('[WIN-18] a rich function cannot reduce or aggregate a window', () => {
  class Rich extends AbstractRichFunction {
    reduce(a: number, b: number): number {
      return a + b
    }
  }
  const windows = TumblingEventTimeWindows.of(second)
  expect(refused((stream) => stream.window(windows).reduce(new Rich()))).toBe(
    'window_rich_function',
  )
})

test('[WIN-6] Flink’s own time triggers work on time windows only', () => {
  const window = GlobalWindows.create().assignWindows()[0] as never
  expect(codeOf(() => EventTimeTrigger.create().onElement(null, 0, window, {} as never))).toBe(
    'time_window_expected',
  )
  class Other extends Window {
    override maxTimestamp(): number {
      return 0
    }
    override toString(): string {
      return 'Other'
    }
  }
  expect(codeOf(() => windowName(new Other()))).toBe('window_unknown')
})
