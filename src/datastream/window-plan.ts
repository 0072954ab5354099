/**
 * What a windowed stream builds its operator of, and what Flink refuses while it does.
 * Flink: WindowOperatorBuilder.
 */
import { MisuseError } from '../model/index.ts'
import {
  type AggregateFunction,
  checkAggregate,
  type ReduceFunction,
  reducerOf,
} from './aggregation.ts'
import { Duration } from './duration.ts'
import { Evictor } from './evictors.ts'
import { AbstractRichFunction, type RichFunction } from './functions.ts'
import { type OutputTag, outputTag } from './output-tag.ts'
import type { OperatorMaker } from './plan.ts'
import type { Trigger } from './trigger.ts'
import { needTrigger } from './triggers.ts'
import { MergingWindowAssigner, WindowAssigner } from './window-assigners.ts'
import type { WindowCall, WindowCode, WindowCompute, WindowContents } from './window-code.ts'
import { ProcessAllWindowFunction, ProcessWindowFunction } from './window-functions.ts'
import type { Window } from './windows.ts'

type AnyAssigner = WindowAssigner<never, Window>

/** What has been said about windows so far; each call changes it. */
export class WindowPlan {
  readonly assigner: WindowAssigner<unknown, Window>
  #trigger: Trigger<unknown, Window>
  #evictor: Evictor<unknown, Window> | null = null
  #allowedLateness = 0
  #lateTag: string | null = null

  constructor(assigner: AnyAssigner, call: string) {
    if (!(assigner instanceof WindowAssigner))
      throw new MisuseError('window_assigner_expected', { call })
    this.assigner = assigner
    this.#trigger = this.assigner.getDefaultTrigger()
  }

  /** Flink: WindowOperatorBuilder.trigger (WO-20). */
  setTrigger(trigger: Trigger<never, never>): void {
    needTrigger(trigger, 'trigger')
    if (this.assigner instanceof MergingWindowAssigner && !trigger.canMerge())
      throw new MisuseError('trigger_cannot_merge', { trigger: trigger.toString() })
    this.#trigger = trigger
  }

  /** Flink: WindowOperatorBuilder.evictor. */
  setEvictor(evictor: Evictor<never, never>): void {
    if (!(evictor instanceof Evictor)) throw new MisuseError('evictor_expected')
    this.#evictor = evictor
  }

  /** Flink: WindowOperatorBuilder.allowedLateness (WO-39). */
  setAllowedLateness(lateness: Duration): void {
    if (!(lateness instanceof Duration))
      throw new MisuseError('duration_expected', { what: 'allowedLateness' })
    if (lateness.toMillis() < 0) throw new MisuseError('lateness_negative')
    this.#allowedLateness = lateness.toMillis()
  }

  /** Flink: WindowOperatorBuilder.sideOutputLateData. */
  setLateTag(tag: OutputTag<never>): void {
    this.#lateTag = outputTag(tag, 'sideOutputLateData').getId()
  }

  /** The operator; `fn` null: what the contents amount to is emitted as it is. */
  maker(contents: PlannedContents, fn: PlannedFunction | null): OperatorMaker {
    const [trigger, evictor, allowedLateness] = [
      this.#trigger,
      this.#evictor,
      this.#allowedLateness,
    ]
    const lateTag = this.#lateTag
    const parts = [this.assigner, trigger, evictor ?? {}, contents.part, fn?.part ?? {}]
    return {
      parts,
      code: ([freshAssigner, freshTrigger, freshEvictor, freshContents, freshFunction]) =>
        ({
          kind: 'window',
          assigner: freshAssigner,
          trigger: freshTrigger,
          evictor: evictor === null ? null : freshEvictor,
          allowedLateness,
          lateTag,
          contents: contents.of(freshContents as object),
          compute: fn === null ? passThrough : fn.of(freshFunction as object),
        }) as WindowCode,
    }
  }
}

/** How contents are kept, with the learner's object in it. */
interface PlannedContents {
  readonly part: object
  of(part: object): WindowContents
}

/** The window function, with the learner's object in it. */
export interface PlannedFunction {
  readonly part: object
  of(part: object): WindowCompute
}

/** Every record is kept. */
export const everyRecord: PlannedContents = { part: {}, of: () => ({ kind: 'list' }) }

/** Contents that are reduced as they come. */
export function reduced(
  given: ReduceFunction<never> | ((a: never, b: never) => unknown),
  call: string,
): PlannedContents {
  refuseRich(given, call)
  const fn = reducerOf(given as never, call)
  // A lambda is shared by all processes' attempts; an object is copied for each.
  return {
    part: typeof given === 'function' ? {} : fn,
    of: (part) => ({ kind: 'reduce', fn: (typeof given === 'function' ? fn : part) as never }),
  }
}

/** Contents that are aggregated as they come. */
export function aggregated(fn: AggregateFunction<never, never, unknown>): PlannedContents {
  refuseRich(fn, 'aggregate')
  return {
    part: checkAggregate(fn, 'aggregate'),
    of: (part) => ({ kind: 'aggregate', fn: part as never }),
  }
}

/** Flink: "ReduceFunction of reduce can not be a RichFunction", and the same of aggregate. */
function refuseRich(fn: unknown, call: string): void {
  if (fn instanceof AbstractRichFunction) throw new MisuseError('window_rich_function', { call })
}

const passThrough: WindowCompute = {
  rich: null,
  process: ({ elements, out }) => {
    for (const element of elements) out.collect(element)
  },
  clear: () => undefined,
}

/** `process` of a keyed window, and the second argument of reduce and aggregate. */
export function windowFunction(given: unknown, call: string): PlannedFunction {
  if (given instanceof ProcessWindowFunction)
    return {
      part: given,
      of: (part) =>
        processing(part as AnyProcess, (fn, { key, context, elements, out }) => {
          fn.process(key, context, elements, out)
        }),
    }
  return applying(given, call, (fn, { key, context, elements, out }) => {
    fn(key, context.window(), elements, out)
  })
}

/** The same of `windowAll`: there is no key. */
export function allWindowFunction(given: unknown, call: string): PlannedFunction {
  if (given instanceof ProcessAllWindowFunction)
    return {
      part: given,
      of: (part) =>
        processing(part as AnyProcess, (fn, { context, elements, out }) => {
          fn.process(context, elements, out)
        }),
    }
  return applying(given, call, (fn, { context, elements, out }) => {
    fn(context.window(), elements, out)
  })
}

interface AnyProcess extends AbstractRichFunction {
  process(...args: readonly unknown[]): void
  clear(context: unknown): void
}

function processing(
  fn: AnyProcess,
  process: (fn: AnyProcess, call: WindowCall) => void,
): WindowCompute {
  return {
    rich: fn,
    process: (call) => {
      process(fn, call)
    },
    clear: (context) => {
      fn.clear(context)
    },
  }
}

type Apply = (...args: readonly unknown[]) => void

function applying(
  given: unknown,
  call: string,
  apply: (fn: Apply, call: WindowCall) => void,
): PlannedFunction {
  const isLambda = typeof given === 'function' && !/^class\b/.test(String(given))
  if (!isLambda && typeof (given as { apply?: unknown } | null)?.apply !== 'function')
    throw new MisuseError('window_function_expected', { call })
  return {
    part: isLambda ? {} : (given as object),
    of: (part) => {
      const fn: Apply = isLambda
        ? (given as Apply)
        : (...args) => (part as { apply: Apply }).apply(...args)
      return {
        rich: isLambda ? null : (part as RichFunction),
        process: (one) => {
          apply(fn, one)
        },
        clear: () => undefined,
      }
    },
  }
}
