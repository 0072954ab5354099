/** Watermarks: made by generators, combined over channels, inputs and splits. */
import * as v from 'valibot'
import {
  Duration,
  type OperatorTime,
  Watermark,
  type WatermarkGenerator,
  WatermarkStrategy,
} from '../../../datastream/index.ts'
import { type EventTime, type WatermarkStatus } from '../../../model/index.ts'
import {
  CombinedWatermarkStatus,
  InputWatermarks,
  PartialWatermark,
} from '../../time/combined-watermark-status.ts'
import { StatusWatermarkValve } from '../../time/status-watermark-valve.ts'
import { TimestampsAndWatermarks } from '../../time/timestamps-and-watermarks.ts'
import type { WatermarkDataOutput } from '../../time/watermark-data-output.ts'
import { WatermarkEmitter } from '../../time/watermark-emitter.ts'
import { WatermarkOutputMultiplexer } from '../../time/watermark-output-multiplexer.ts'
import { type Adapter, hasFields, pick } from './adapter.ts'
import { eventTimeOf, javaLong } from './java-long.ts'

type Emitted = { readonly watermark: EventTime } | { readonly status: WatermarkStatus }

const emitted = v.union([
  v.object({ watermark: javaLong }),
  v.object({ status: v.picklist(['IDLE', 'ACTIVE']) }),
])

/** What was emitted since it was last asked. */
class Emissions implements WatermarkDataOutput {
  #emitted: Emitted[] = []

  emitWatermark(watermark: EventTime): void {
    this.#emitted.push({ watermark })
  }

  emitWatermarkStatus(status: WatermarkStatus): void {
    this.#emitted.push({ status })
  }

  take(): readonly Emitted[] {
    const taken = this.#emitted
    this.#emitted = []
    return taken
  }
}

/** An adapter of cases whose steps say what each emits. */
function stepped<S extends v.GenericSchema, C extends v.GenericSchema>(
  kind: string,
  schemas: { readonly step: S; readonly of: C },
  start: (one: v.InferOutput<C>, out: Emissions) => (step: v.InferOutput<S>) => void,
): Adapter {
  return {
    kind: `watermarks: ${kind}`,
    recognises: (_list, vector) => vector['kind'] === kind && hasFields(vector, 'steps'),
    run(vector) {
      const out = new Emissions()
      const perform = start(v.parse(schemas.of, vector), out)
      const given = v.looseObject({ emits: v.array(emitted) })
      const { steps } = v.parse(v.looseObject({ steps: v.array(given) }), vector)
      const actual = steps.map((step) => {
        perform(v.parse(schemas.step, step))
        return out.take()
      })
      const expected = steps.map(({ emits }) =>
        emits.map((one) => ('status' in one ? one : { watermark: eventTimeOf(one.watermark) })),
      )
      return { expected, actual }
    },
  }
}

const statuses = v.picklist(['IDLE', 'ACTIVE'])

const valve = stepped(
  'valve',
  {
    of: v.looseObject({ channels: v.number() }),
    step: v.variant('op', [
      v.looseObject({ op: v.literal('watermark'), channel: v.number(), timestamp: javaLong }),
      v.looseObject({ op: statuses, channel: v.number() }),
    ]),
  },
  ({ channels }, out) => {
    const valve = new StatusWatermarkValve(channels, out)
    return (step) => {
      if (step.op === 'watermark') valve.inputWatermark(step.channel, eventTimeOf(step.timestamp))
      else valve.inputWatermarkStatus(step.channel, step.op)
    }
  },
)

const inputStep = v.variant('op', [
  v.looseObject({ op: v.literal('watermark'), input: v.number(), timestamp: javaLong }),
  v.looseObject({ op: statuses, input: v.number() }),
])

const twoInput = stepped(
  'twoInput',
  { of: v.looseObject({ inputs: v.number() }), step: inputStep },
  ({ inputs }, out) => {
    const watermarks = new InputWatermarks(inputs, out)
    return (step) => {
      if (step.op === 'watermark')
        watermarks.processWatermark(step.input, eventTimeOf(step.timestamp))
      else watermarks.processWatermarkStatus(step.input, step.op)
    }
  },
)

const multiplexer = stepped(
  'multiplexer',
  {
    of: v.looseObject({}),
    step: v.looseObject({
      op: v.string(),
      split: v.optional(v.string(), ''),
      timestamp: v.optional(javaLong, 0),
    }),
  },
  (_one, out) => {
    const multiplexer = new WatermarkOutputMultiplexer(new WatermarkEmitter(out))
    return ({ op, split, timestamp }) => {
      if (op === 'periodicEmit') multiplexer.onPeriodicEmit()
      else if (op === 'registerSplit') multiplexer.registerNewOutput(split)
      else if (op === 'unregisterSplit') multiplexer.unregisterOutput(split)
      else {
        const [, how, what] = /^(immediate|deferred)(Watermark|Idle|Active)$/.exec(op) ?? []
        const output =
          how === 'immediate'
            ? multiplexer.immediateOutput(split)
            : multiplexer.deferredOutput(split)
        if (what === 'Watermark') output.emitWatermark(new Watermark(eventTimeOf(timestamp)))
        else if (what === 'Idle') output.markIdle()
        else if (what === 'Active') output.markActive()
        else throw new Error(`a step of a multiplexer is not ${op}`)
      }
    }
  },
)

const generator = stepped(
  'generator',
  {
    of: v.looseObject({
      generator: v.string(),
      boundMs: v.nullish(v.number(), 0),
      idlenessMs: v.nullish(v.number(), null),
      autoWatermarkIntervalMs: v.nullish(v.number(), 200),
    }),
    step: v.variant('op', [
      v.looseObject({ op: v.literal('element'), atProcTime: v.number(), timestamp: javaLong }),
      v.looseObject({ op: v.literal('periodicTick'), atProcTime: v.number() }),
      v.looseObject({ op: v.literal('upstreamWatermark'), timestamp: javaLong }),
      v.looseObject({ op: v.picklist(['upstreamIdle', 'upstreamActive']) }),
      v.looseObject({ op: v.picklist(['finish', 'upstreamMaxWatermark']) }),
    ]),
  },
  ({ generator, boundMs, idlenessMs, autoWatermarkIntervalMs }, out) => {
    let now = 0
    const time = timeOf(strategyOf(generator, boundMs), idlenessMs)
    const operator = new TimestampsAndWatermarks(time, out, { relativeTimeMillis: () => now })
    return (step) => {
      if ('atProcTime' in step && typeof step.atProcTime === 'number') now = step.atProcTime
      if (step.op === 'element') {
        const timestamp = operator.timestampOf(null, eventTimeOf(step.timestamp))
        operator.onEvent(null, timestamp)
      } else if (step.op === 'periodicTick') {
        // With an interval of 0 nobody calls.
        if (autoWatermarkIntervalMs > 0) operator.onPeriodicEmit()
      } else if (step.op === 'upstreamWatermark') {
        operator.processWatermark(eventTimeOf(step.timestamp))
      } else if (step.op === 'finish') operator.onPeriodicEmit()
      else if (step.op === 'upstreamMaxWatermark')
        operator.processWatermark(eventTimeOf('9223372036854775807'))
      // Statuses from upstream end here: nobody is asked (WM-6).
    }
  },
)

function timeOf(strategy: WatermarkStrategy<unknown>, idleness: number | null): OperatorTime {
  const whole = idleness === null ? strategy : strategy.withIdleness(Duration.ofMillis(idleness))
  return WatermarkStrategy.timeOf(whole, WatermarkStrategy.partsOf(whole))
}

function strategyOf(name: string, bound: number): WatermarkStrategy<unknown> {
  if (name === 'forMonotonousTimestamps') return WatermarkStrategy.forMonotonousTimestamps()
  if (name === 'forBoundedOutOfOrderness')
    return WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofMillis(bound))
  if (name === 'noWatermarks') return WatermarkStrategy.noWatermarks()
  if (name.startsWith('punctuated')) return WatermarkStrategy.forGenerator(() => punctuated)
  throw new Error(`a generator is not ${name}`)
}

/** A watermark for each record. */
const punctuated: WatermarkGenerator<unknown> = {
  onEvent: (_event, timestamp, output) => {
    output.emitWatermark(new Watermark(timestamp))
  },
  onPeriodicEmit: () => undefined,
}

const combined: Adapter = {
  kind: 'watermarks: combined',
  recognises: (_list, vector) => vector['kind'] === 'combined' && hasFields(vector, 'steps'),
  run(vector) {
    const answer = v.looseObject({ combinedWatermark: javaLong })
    // Where both versions agree the step says it itself.
    const step = v.intersect([
      inputStep,
      v.union([
        v.looseObject({ since2_2: answer }),
        v.pipe(
          answer,
          v.transform((since2_2) => ({ since2_2 })),
        ),
      ]),
    ])
    const schema = v.looseObject({ inputs: v.number(), steps: v.array(step) })
    const { inputs, steps } = v.parse(schema, vector)
    const status = new CombinedWatermarkStatus()
    const parts = Array.from({ length: inputs }, () => new PartialWatermark())
    for (const part of parts) status.add(part)
    return {
      expected: steps.map(({ since2_2 }) => ({
        ...pick(since2_2, 'changed', 'idle'),
        combinedWatermark: longOf(since2_2.combinedWatermark),
      })),
      actual: steps.map((one) => {
        const part = parts[one.input] as PartialWatermark
        if (one.op === 'watermark') part.setWatermark(eventTimeOf(one.timestamp))
        else part.setIdle(one.op === 'IDLE')
        const changed = status.updateCombinedWatermark()
        return { changed, idle: status.idle, combinedWatermark: status.combinedWatermark }
      }),
    }
  },
}

function longOf(value: number | string): EventTime {
  return eventTimeOf(value === 'MIN' ? '-9223372036854775808' : value)
}

export const watermark: readonly Adapter[] = [valve, twoInput, multiplexer, generator, combined]
