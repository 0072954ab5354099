/** Which windows a record belongs to, and which windows become one. */
import * as v from 'valibot'
import {
  Duration,
  type MergingWindowAssigner,
  TimeWindow,
  type Window,
  type WindowAssigner,
} from '../../../datastream/index.ts'
import * as flink from '../../../datastream/flink.ts'
import { type Adapter, hasFields, pick, type VectorCase } from './adapter.ts'
import { asJava } from './java-error.ts'
import { eventTimeOf, javaLong } from './java-long.ts'

const described = v.looseObject({
  assigner: v.string(),
  size: v.optional(javaLong),
  slide: v.optional(javaLong),
  offset: v.optional(javaLong),
  gap: v.optional(javaLong),
  timestamp: v.optional(javaLong),
  processingTime: v.optional(v.number()),
})

type Described = v.InferOutput<typeof described>

function ms(value: number | string | undefined): Duration {
  return Duration.ofMillis(Number(value ?? 0))
}

function assignerOf(one: Described): WindowAssigner<unknown, Window> {
  const [size, slide, offset] = [ms(one.size), ms(one.slide), ms(one.offset)]
  switch (one.assigner) {
    case 'tumbling':
      return flink.TumblingEventTimeWindows.of(size, offset)
    case 'tumbling-natural':
      return flink.TumblingEventTimeWindows.of(size, offset, flink.WindowStagger.NATURAL)
    case 'tumbling-processing-natural':
      return flink.TumblingProcessingTimeWindows.of(size, offset, flink.WindowStagger.NATURAL)
    case 'tumbling-processing':
      return flink.TumblingProcessingTimeWindows.of(size, offset)
    case 'sliding':
      return flink.SlidingEventTimeWindows.of(size, slide, offset)
    case 'sliding-processing':
      return flink.SlidingProcessingTimeWindows.of(size, slide, offset)
    case 'session':
      return flink.EventTimeSessionWindows.withGap(ms(one.gap))
    case 'session-processing':
      return flink.ProcessingTimeSessionWindows.withGap(ms(one.gap))
    case 'session-dynamic':
      return flink.EventTimeSessionWindows.withDynamicGap(() => Number(one.gap ?? 0))
    case 'session-processing-dynamic':
    case 'session-dynamic-processing':
      return flink.ProcessingTimeSessionWindows.withDynamicGap(() => Number(one.gap ?? 0))
    case 'global':
      return flink.GlobalWindows.create()
    case 'global-end-of-stream':
      return flink.GlobalWindows.createWithEndOfStreamTrigger()
    default:
      throw new Error(`no assigner ${one.assigner}`)
  }
}

function assign(one: Described): readonly Window[] {
  const assigner = assignerOf(one)
  if (one.timestamp === undefined) return []
  return assigner.assignWindows(null, eventTimeOf(one.timestamp), {
    getCurrentProcessingTime: () => one.processingTime ?? 0,
    random: () => 0,
  })
}

function shown(window: Window): unknown {
  return window instanceof TimeWindow ? [window.start, window.end] : 'GlobalWindow'
}

const wanted = v.looseObject({
  windows: v.optional(v.array(v.union([v.string(), v.array(javaLong)]))),
  maxTimestamps: v.optional(v.array(javaLong)),
  error: v.optional(v.string()),
  result: v.optional(v.string()),
})

const assigning: Adapter = {
  kind: 'window assigners',
  recognises: (_list, vector) =>
    hasFields(vector, 'assigner') &&
    ['windows', 'error', 'result'].some((name) => name in vector) &&
    !('steps' in vector),
  run(vector) {
    const one = v.parse(described, vector)
    const { windows, maxTimestamps, error, result } = v.parse(wanted, vector)
    const expected = {
      ...(windows && {
        windows: windows.map((window) =>
          typeof window === 'string' ? window : window.map(eventTimeOf),
        ),
      }),
      ...(maxTimestamps && { maxTimestamps: maxTimestamps.map(eventTimeOf) }),
      ...(error !== undefined && { error }),
      ...(result !== undefined && { result }),
    }
    return { expected, actual: pick(answer(one, error ?? ''), ...Object.keys(expected)) }
  },
}

function answer(one: Described, error: string): VectorCase {
  try {
    const assigned = assign(one)
    return {
      windows: assigned.map(shown),
      maxTimestamps: assigned.map((window) => window.maxTimestamp()),
      result: 'accepted',
    }
  } catch (thrown) {
    return { error: asJava(thrown, error) }
  }
}

const pairs = v.array(v.tuple([javaLong, javaLong]))

const merging: Adapter = {
  kind: 'session windows that merge',
  recognises: (_list, vector) => hasFields(vector, 'assigner', 'input', 'merged'),
  run(vector) {
    const { input, merged } = v.parse(v.looseObject({ input: pairs, merged: pairs }), vector)
    const of = ([start, end]: readonly (number | string)[]) =>
      new TimeWindow(eventTimeOf(start ?? 0), eventTimeOf(end ?? 0))
    const assigner = flink.EventTimeSessionWindows.withGap(Duration.ofMillis(1))
    return {
      expected: merged.map((pair) => shown(of(pair))),
      actual: merge(assigner, input.map(of)),
    }
  },
}

/** The covers of those that merge, and the others as they are. */
function merge(
  assigner: MergingWindowAssigner<unknown>,
  windows: readonly TimeWindow[],
): readonly unknown[] {
  const left = new Map(windows.map((window) => [window.toString(), window]))
  const covers: TimeWindow[] = []
  assigner.mergeWindows(windows, (parts, cover) => {
    for (const part of parts) left.delete(part.toString())
    covers.push(cover)
  })
  return [...left.values(), ...covers].sort((a, b) => a.start - b.start).map(shown)
}

export const windowAssign: readonly Adapter[] = [merging, assigning]
