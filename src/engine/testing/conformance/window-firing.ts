/** Window operators, step by step: what each emits, drops and leaves behind. */
import * as v from 'valibot'
import {
  Duration,
  everyRecord,
  freshCopy,
  reduced,
  type Window,
  type WindowAssigner,
  type WindowCode,
  windowFunction,
  WindowPlan,
} from '../../../datastream/index.ts'
import { KeyedStore } from '../../state/keyed-store.ts'
import { decodePiece, encodePiece } from '../../state/piece.ts'
import { windowOperator } from '../../operators/windowing/window-operator.ts'
import type { SnapshotContext, StreamOperator } from '../../task/operator.ts'
import { type Adapter, hasFields, pick, type VectorCase } from './adapter.ts'
import { asJava } from './java-error.ts'
import { eventTimeOf, javaLong } from './java-long.ts'
import { type Emitted, keyContext, OperatorHarness } from './operator-harness.ts'
import * as flink from '../../../datastream/flink.ts'

const told = { error: v.optional(v.string()), lateDropped: v.optional(v.number()) }
const emits = v.optional(v.array(v.looseObject({ timestamp: v.optional(javaLong) })), [])

const step = v.variant('op', [
  v.looseObject({
    op: v.literal('element'),
    key: v.string(),
    value: v.number(),
    timestamp: v.optional(javaLong),
    emits,
    ...told,
  }),
  v.looseObject({ op: v.literal('watermark'), timestamp: javaLong, emits, ...told }),
  v.looseObject({ op: v.literal('processingTime'), time: v.number(), emits, ...told }),
  v.looseObject({ op: v.literal('snapshotAndRestore'), emits, ...told }),
])

const schema = v.looseObject({
  assigner: v.string(),
  params: v.record(v.string(), javaLong),
  trigger: v.string(),
  evictor: v.optional(v.string()),
  allowedLateness: javaLong,
  lateSideOutput: v.boolean(),
  function: v.picklist(['sum', 'max', 'min', 'list']),
  steps: v.array(step),
  buildError: v.optional(v.string()),
})

type Case = v.InferOutput<typeof schema>
type Step = v.InferOutput<typeof step>

interface Row {
  readonly key: string
  readonly value: number
}

// --- The operator of a case -----------------------------------------------------------------------

function ms(value: number | string | undefined): Duration {
  return Duration.ofMillis(eventTimeOf(value ?? 0))
}

function assignerOf({ assigner, params, trigger }: Case): WindowAssigner<never, Window> {
  const [size, slide, offset, gap] = [
    params['size'],
    params['slide'],
    params['offset'],
    params['gap'],
  ]
  const dynamic = /dynamic gap = value(?:\s*\*\s*(\d+))?/.exec(assigner)
  const gapOf = ({ value }: Row) => value * Number(dynamic?.[1] ?? 1)
  switch (assigner.replace(/\(.*/, '')) {
    case 'TumblingEventTimeWindows':
      return flink.TumblingEventTimeWindows.of(ms(size), ms(offset))
    case 'TumblingProcessingTimeWindows':
      return flink.TumblingProcessingTimeWindows.of(ms(size), ms(offset))
    case 'SlidingEventTimeWindows':
      return flink.SlidingEventTimeWindows.of(ms(size), ms(slide), ms(offset))
    case 'SlidingProcessingTimeWindows':
      return flink.SlidingProcessingTimeWindows.of(ms(size), ms(slide), ms(offset))
    case 'DynamicEventTimeSessionWindows':
    case 'EventTimeSessionWindows':
      return dynamic === null
        ? flink.EventTimeSessionWindows.withGap(ms(gap))
        : flink.EventTimeSessionWindows.withDynamicGap(gapOf)
    case 'DynamicProcessingTimeSessionWindows':
    case 'ProcessingTimeSessionWindows':
      return dynamic === null
        ? flink.ProcessingTimeSessionWindows.withGap(ms(gap))
        : flink.ProcessingTimeSessionWindows.withDynamicGap(gapOf)
    case 'GlobalWindows':
      return trigger === 'EndOfStreamTrigger'
        ? flink.GlobalWindows.createWithEndOfStreamTrigger()
        : flink.GlobalWindows.create()
    default:
      throw new Error(`no assigner ${assigner}`)
  }
}

const delta = (a: Row, b: Row) => Math.abs(b.value - a.value)

/** Null: the assigner's own. */
function triggerOf(text: string): unknown {
  const [, name, inner = ''] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? []
  switch (name) {
    case 'EventTimeTrigger':
      return flink.EventTimeTrigger.create()
    case 'ProcessingTimeTrigger':
      return flink.ProcessingTimeTrigger.create()
    case 'CountTrigger':
      return flink.CountTrigger.of(Number(inner))
    case 'ContinuousEventTimeTrigger':
      return flink.ContinuousEventTimeTrigger.of(ms(inner.replace(/ ?ms$/, '')))
    case 'ContinuousProcessingTimeTrigger':
      return flink.ContinuousProcessingTimeTrigger.of(ms(inner.replace(/ ?ms$/, '')))
    case 'ProcessingTimeoutTrigger': {
      const [, nested = '', timeout = '', ...flags] =
        /^(.*?\)|\w+),\s*(\d+)(?: ?ms)?(?:,\s*(true|false))?(?:,\s*(true|false))?$/.exec(inner) ??
        []
      const [reset = 'false', clear = 'true'] = flags
      return flink.ProcessingTimeoutTrigger.of(
        triggerOf(nested) as never,
        ms(timeout),
        reset === 'true',
        clear === 'true',
      )
    }
    case 'DeltaTrigger':
      return flink.DeltaTrigger.of(Number(inner), delta)
    case 'PurgingTrigger':
      return flink.PurgingTrigger.of(triggerOf(inner) as never)
    case 'default':
    case 'NeverTrigger':
    case 'EndOfStreamTrigger':
      return null
    default:
      throw new Error(`no trigger ${text}`)
  }
}

function evictorOf(text: string): unknown {
  const [, name, size = '', after] =
    /^(\w+)\.of\((-?\d+(?:\.\d+)?)(?: ?ms)?(?:,\s*(?:doEvictAfter=)?(true|false))?\)$/.exec(text) ??
    []
  const doEvictAfter = after === 'true'
  switch (name) {
    case 'CountEvictor':
      return flink.CountEvictor.of(Number(size), doEvictAfter)
    case 'TimeEvictor':
      return flink.TimeEvictor.of(ms(size), doEvictAfter)
    case 'DeltaEvictor':
      return flink.DeltaEvictor.of(Number(size), delta, doEvictAfter)
    default:
      throw new Error(`no evictor ${text}`)
  }
}

class Emit extends flink.ProcessWindowFunction<Row, unknown, string, Window> {
  declare readonly list: boolean

  override process(
    key: string,
    context: { window(): Window },
    elements: Iterable<Row>,
    out: { collect(value: unknown): void },
  ): void {
    const window = context.window()
    const values = Array.from(elements, ({ value }) => value)
    const bounds =
      window instanceof flink.TimeWindow
        ? { windowStart: window.getStart(), windowEnd: window.getEnd() }
        : {}
    out.collect({ key, value: this.list ? values : values[0], ...bounds })
  }
}

const lateTag = 'late'

/** Which snapshot is taken: nothing here asks. */
const at = { checkpoint: 1, timestamp: 0, form: 'native' } as SnapshotContext

function codeOf(one: Case): WindowCode {
  const plan = new WindowPlan(assignerOf(one), 'window')
  const trigger = triggerOf(one.trigger)
  if (trigger !== null) plan.setTrigger(trigger as never)
  if (one.evictor !== undefined) plan.setEvictor(evictorOf(one.evictor) as never)
  plan.setAllowedLateness(ms(one.allowedLateness))
  if (one.lateSideOutput) plan.setLateTag(new flink.OutputTag(lateTag))
  const list = one.function === 'list'
  const combined = {
    sum: (a: number, b: number) => a + b,
    max: Math.max,
    min: Math.min,
    list: null,
  }
  const reduce = (a: Row, b: Row): Row => ({
    key: a.key,
    value: combined[one.function]?.(a.value, b.value) ?? 0,
  })
  const fn = Object.assign(new Emit(), { list })
  const { parts, code } = plan.maker(
    list ? everyRecord : reduced(reduce, 'reduce'),
    windowFunction(fn, 'process'),
  )
  return code(parts.map(freshCopy)) as WindowCode
}

// --- Its steps ------------------------------------------------------------------------------------

class Stepper {
  readonly #one: Case
  #harness = new OperatorHarness()
  #operator: StreamOperator

  constructor(one: Case) {
    this.#one = one
    this.#operator = this.#fresh()
    this.#operator.open()
  }

  perform(one: Step): Readonly<Record<string, unknown>> {
    let error: string | undefined
    try {
      this.#do(one)
    } catch (thrown) {
      error = asJava(thrown, one.error ?? '')
    }
    const dropped = this.#harness
      .takeFacts()
      .filter((fact) => fact.kind === 'late-element' && fact.tag === null)
    return {
      emits: this.#harness.takeEmitted().map(shown),
      ...(error !== undefined && { error }),
      ...(dropped.length > 0 && { lateDropped: dropped.length }),
    }
  }

  leftovers() {
    const piece = this.#operator.snapshot(at)?.piece
    const timersOf = (domain: string) =>
      piece?.timers.filter((timer) => timer.domain === domain).length ?? 0
    return {
      leftoverEventTimers: timersOf('event-time'),
      leftoverProcessingTimers: timersOf('processing-time'),
      leftoverStateEntries: piece?.keyed.reduce((sum, { entries }) => sum + entries.length, 0) ?? 0,
    }
  }

  #do(one: Step): void {
    switch (one.op) {
      case 'element': {
        const { key, value, timestamp } = one
        const { keyGroup } = keyContext(key)
        const time = timestamp === undefined ? null : eventTimeOf(timestamp)
        this.#operator.process({ value: { key, value }, timestamp: time, key, keyGroup }, 0)
        return
      }
      case 'watermark':
        this.#operator.advanceTo(eventTimeOf(one.timestamp))
        return
      case 'processingTime':
        this.#harness.setProcessingTime(one.time)
        return
      case 'snapshotAndRestore': {
        const piece = this.#operator.snapshot(at)?.piece
        this.#harness = new OperatorHarness(this.#harness.now)
        this.#operator = this.#fresh()
        if (piece !== undefined) this.#operator.restore([decodePiece(encodePiece(piece))])
        this.#operator.open()
      }
    }
  }

  #fresh(): StreamOperator {
    const { site } = this.#harness
    return windowOperator(site, codeOf(this.#one), new KeyedStore(site, null))
  }
}

function shown({ tag, value, timestamp }: Emitted): VectorCase {
  return { ...(tag !== null && { side: tag }), ...(value as object), timestamp }
}

/** Times of an expected row as times here. */
function inOurTime(row: VectorCase): VectorCase {
  const times = ['timestamp', 'windowStart', 'windowEnd'].filter((name) => name in row)
  const ours = times.map((name) => [name, eventTimeOf(row[name] as number | string)] as const)
  return { ...row, ...Object.fromEntries(ours) }
}

const left = ['leftoverEventTimers', 'leftoverProcessingTimers', 'leftoverStateEntries']

export const windowFiring: Adapter = {
  kind: 'window firing',
  recognises: (_list, vector) => hasFields(vector, 'assigner', 'trigger', 'steps'),
  run(vector) {
    const one = v.parse(schema, vector)
    if (one.buildError !== undefined)
      return { expected: one.buildError, actual: refusal(one, one.buildError) }
    const stepper = new Stepper(one)
    const actual = one.steps.map((each) => stepper.perform(each))
    const expected = one.steps.map((each) => ({
      ...pick(each as unknown as VectorCase, 'error', 'lateDropped'),
      emits: each.emits.map(inOurTime),
    }))
    return {
      expected: { steps: expected, ...pick(vector, ...left) },
      actual: {
        steps: actual,
        ...pick(stepper.leftovers(), ...left.filter((name) => name in vector)),
      },
    }
  },
}

function refusal(one: Case, expected: string): string {
  try {
    codeOf(one)
    return 'accepted'
  } catch (thrown) {
    return asJava(thrown, expected)
  }
}
