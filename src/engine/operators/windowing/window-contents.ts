/**
 * What a window keeps: every record, or one value made of all (WIN-18). Flink: the window state of
 * WindowOperator and of EvictingWindowOperator, by WindowOperatorBuilder.
 */
import {
  AggregatingStateDescriptor,
  type Evictor,
  type EvictorContext,
  ListStateDescriptor,
  ReducingStateDescriptor,
  type StateIterable,
  type TimestampedValue,
  type Window,
  type WindowCode,
  type WindowContents,
  windowName,
} from '../../../datastream/index.ts'
import { type EventTime, minWatermark } from '../../../model/index.ts'
import type { KeyedStates } from '../../state/keyed-states.ts'
import type { InputRecord } from '../../task/operator.ts'

/** Contents of the windows of the key at hand. */
export interface WindowState {
  add(window: Window, record: InputRecord): void
  /** What a function of the window sees; null where nothing is there. */
  get(window: Window): readonly unknown[] | null
  clear(window: Window): void
  /** What `sources` hold goes to `target`, in their order (KS-34). */
  merge(target: Window, sources: readonly Window[]): void
  /** Runs a firing; an evictor takes out what it takes out around it. */
  fire(firing: Firing): void
}

/** One firing of one window. */
export interface Firing {
  readonly window: Window
  /** Where its contents are: another window's, where windows merge. */
  readonly stateWindow: Window
  readonly contents: readonly unknown[]
  readonly run: (elements: readonly unknown[]) => void
  readonly context: EvictorContext
}

const contents = 'window-contents'

/** The contents of a window operator's windows. */
export function windowStateOf(code: WindowCode, states: KeyedStates): WindowState {
  if (code.evictor !== null) return evictingState(code.evictor, code.contents, states)
  switch (code.contents.kind) {
    case 'list':
      return listState(states)
    case 'reduce': {
      const descriptor = new ReducingStateDescriptor(contents, code.contents.fn)
      return singleState((window) => states.reducing(descriptor, windowName(window)))
    }
    case 'aggregate': {
      const descriptor = new AggregatingStateDescriptor(contents, code.contents.fn)
      return singleState((window) => states.aggregating(descriptor, windowName(window)))
    }
  }
}

const runAsIs: WindowState['fire'] = ({ contents: elements, run }) => {
  run(elements)
}

function listState(states: KeyedStates): WindowState {
  const descriptor = new ListStateDescriptor<unknown>(contents)
  const of = (window: Window) => states.list(descriptor, windowName(window))
  return {
    add: (window, { value }) => {
      of(window).add(value)
    },
    get: (window) => {
      const elements = of(window).getInternal()
      return elements === null ? null : [...elements]
    },
    clear: (window) => {
      of(window).clear()
    },
    merge: (target, sources) => {
      of(target).mergeFrom(sources.map(windowName))
    },
    fire: runAsIs,
  }
}

interface SingleState {
  get(): unknown
  add(value: unknown): void
  clear(): void
  mergeFrom(sources: readonly string[]): void
}

function singleState(of: (window: Window) => SingleState): WindowState {
  return {
    add: (window, { value }) => {
      of(window).add(value)
    },
    get: (window) => {
      const value = of(window).get()
      return value === null ? null : [value]
    },
    clear: (window) => {
      of(window).clear()
    },
    merge: (target, sources) => {
      of(target).mergeFrom(sources.map(windowName))
    },
    fire: runAsIs,
  }
}

/** A record as an evicting operator keeps it. Flink: StreamRecord. */
interface KeptRecord {
  readonly value: unknown
  readonly timestamp: EventTime | null
}

function evictingState(
  evictor: Evictor<unknown, Window>,
  kind: WindowContents,
  states: KeyedStates,
): WindowState {
  const descriptor = new ListStateDescriptor<KeptRecord>(contents)
  const of = (window: Window) => states.list(descriptor, windowName(window))
  return {
    add: (window, { value, timestamp }) => {
      of(window).add({ value, timestamp })
    },
    get: (window) => {
      const kept = of(window).getInternal()
      return kept === null ? null : [...kept]
    },
    clear: (window) => {
      of(window).clear()
    },
    merge: (target, sources) => {
      of(target).mergeFrom(sources.map(windowName))
    },
    fire: ({ window, stateWindow, contents: kept, run, context }) => {
      const records = [...(kept as readonly KeptRecord[])]
      const elements = evictable(records)
      evictor.evictBefore(elements, records.length, window, context)
      run(
        computed(
          kind,
          records.map(({ value }) => value),
        ),
      )
      evictor.evictAfter(elements, records.length, window, context)
      of(stateWindow).update(records)
    },
  }
}

/** reduce and aggregate run over what the evictor left (WO-32). Flink: ReduceApplyWindowFunction, AggregateApplyWindowFunction. */
function computed(kind: WindowContents, values: readonly unknown[]): readonly unknown[] {
  switch (kind.kind) {
    case 'list':
      return values
    case 'reduce':
      return [values.length === 0 ? null : values.reduce((a, b) => kind.fn.reduce(a, b))]
    case 'aggregate': {
      const { fn } = kind
      const start = fn.createAccumulator()
      return [fn.getResult(values.reduce((all, value) => fn.add(value, all), start))]
    }
  }
}

/** The records as an evictor sees them: what its iterator removes is gone. */
function evictable(records: KeptRecord[]): StateIterable<TimestampedValue<unknown>> {
  const iterator = () => {
    let at = 0
    return {
      hasNext: () => at < records.length,
      next: () => timestamped(records[at++] as KeptRecord),
      remove: () => {
        records.splice(--at, 1)
      },
    }
  }
  return {
    iterator,
    *[Symbol.iterator]() {
      for (const record of [...records]) yield timestamped(record)
    },
  }
}

function timestamped({ value, timestamp }: KeptRecord): TimestampedValue<unknown> {
  return {
    getValue: () => value,
    getTimestamp: () => timestamp ?? minWatermark,
    hasTimestamp: () => timestamp !== null,
  }
}
