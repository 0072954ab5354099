/** Timers: registered, deleted, fired, restored. */
import * as v from 'valibot'
import { encodeKey, minWatermark } from '../../../model/index.ts'
import type { KeyContext } from '../../state/backend.ts'
import { RocksDbKeyedStateBackend } from '../../state/rocksdb/rocksdb-backend.ts'
import { storeOptions } from '../../state/rocksdb/rocksdb-options.ts'
import { keyBytes } from '../../state/serializers/serializer-of.ts'
import { InternalTimerService } from '../../time/internal-timer-service.ts'
import type { TimeDomain, Timer } from '../../time/timers.ts'
import { type HarnessBackend, smallRocksDb } from '../keyed-harness.ts'
import {
  type Adapter,
  type Comparison,
  hasFields,
  onBothBackends,
  pick,
  type VectorCase,
} from './adapter.ts'
import { eventTimeOf, javaLong } from './java-long.ts'
import { keyContext, OperatorHarness } from './operator-harness.ts'

const domain = v.picklist(['event', 'processing'])
const address = { domain, namespace: v.string(), timestamp: javaLong }

const deed = v.object({ do: v.picklist(['register', 'delete']), ...address })

const step = v.variant('op', [
  v.looseObject({ op: v.literal('register'), key: v.string(), ...address }),
  v.looseObject({ op: v.literal('delete'), key: v.string(), ...address }),
  v.looseObject({ op: v.literal('watermark'), timestamp: javaLong }),
  v.looseObject({ op: v.literal('processingTime'), timestamp: v.number() }),
  v.looseObject({ op: v.literal('quiesceThenProcessingTime'), timestamp: v.number() }),
  v.looseObject({ op: v.literal('snapshotAndRestore'), clockAtRestore: v.optional(v.number()) }),
  v.looseObject({
    op: v.literal('whenFired'),
    domain,
    key: v.string(),
    timestamp: javaLong,
    times: v.optional(v.number()),
    then: v.union([deed, v.array(deed)]),
  }),
])

type Step = v.InferOutput<typeof step>
type Rule = Extract<Step, { op: 'whenFired' }>

const ours = { event: 'event-time', processing: 'processing-time' } as const
const theirs = { 'event-time': 'event', 'processing-time': 'processing' } as const

/** Of a job with 128 key groups, all of them in one subtask. */
function rocksDb(): RocksDbKeyedStateBackend {
  return new RocksDbKeyedStateBackend({
    range: { start: 0, end: 127 },
    maxParallelism: 128,
    operator: 'harness',
    keys: { serializer: keyBytes('STRING'), encode: (key) => encodeKey(key, 'STRING') },
    keyType: 'STRING',
    options: storeOptions(smallRocksDb),
    machine: null,
    keepsTimers: true,
  })
}

/** A timer service with a key at hand, and what fired. */
class Stepper {
  #harness = new OperatorHarness()
  readonly #backend: HarnessBackend
  #service: InternalTimerService
  readonly #rules: { readonly rule: Rule; left: number }[] = []
  readonly #showWatermark: boolean
  #fired: unknown[] = []
  #key: KeyContext = keyContext('')

  constructor(showWatermark: boolean, backend: HarnessBackend) {
    this.#showWatermark = showWatermark
    this.#backend = backend
    this.#service = this.#serviceIn(this.#harness)
  }

  /** What the step is expected to tell, as it turned out. */
  perform(one: Step): Readonly<Record<string, unknown>> {
    switch (one.op) {
      case 'register':
      case 'delete':
        this.#key = keyContext(one.key)
        return { changed: this.#change(one.op, one) }
      case 'whenFired':
        this.#rules.push({ rule: one, left: one.times ?? Infinity })
        return {}
      case 'watermark':
        this.#service.advanceWatermark(eventTimeOf(one.timestamp))
        return { fires: this.#takeFired(), currentWatermarkAfter: this.#service.currentWatermark() }
      case 'quiesceThenProcessingTime':
        this.#service.quiesce()
        this.#harness.setProcessingTime(one.timestamp)
        return { fires: this.#takeFired() }
      case 'processingTime':
        this.#harness.setProcessingTime(one.timestamp)
        return { fires: this.#takeFired() }
      case 'snapshotAndRestore':
        return this.#restore(one.clockAtRestore ?? this.#harness.now)
    }
  }

  remaining(of: TimeDomain) {
    return this.#service
      .capture()
      .filter((timer) => timer.domain === of)
      .map(({ encoded, namespace, timestamp }) => ({ key: encoded, namespace, timestamp }))
  }

  #change(what: 'register' | 'delete', { domain: of, namespace, timestamp }: Address): boolean {
    return this.#service[what](ours[of], namespace, eventTimeOf(timestamp))
  }

  #restore(clock: number) {
    const piece = {
      version: 1,
      keyed: [],
      lists: [],
      timers: this.#service.capture(),
      splits: [],
    } as const
    this.#harness = new OperatorHarness(clock)
    this.#service = this.#serviceIn(this.#harness)
    this.#service.restore([piece])
    this.#service.start()
    return {
      restoredEventTimers: this.remaining('event-time'),
      restoredProcessingTimers: this.remaining('processing-time'),
      currentWatermarkAfter: this.#service.currentWatermark(),
      firesDuringRestore: this.#takeFired(),
    }
  }

  #serviceIn({ site }: OperatorHarness): InternalTimerService {
    const current = () => this.#key
    const backend = this.#backend === 'rocksdb' ? rocksDb() : null
    const keys = {
      get currentKey() {
        return current()
      },
      setCurrentKey: (under: KeyContext | null) => {
        if (under !== null) this.#key = under
      },
      timerQueue: (of: TimeDomain) => backend?.timerQueue(of) ?? null,
    }
    return new InternalTimerService(site, keys, (timer, of) => {
      this.#onTimer(timer, of)
    })
  }

  #onTimer({ under, namespace, timestamp }: Timer, of: TimeDomain): void {
    const currentWatermark = this.#service.currentWatermark()
    this.#fired.push({
      domain: theirs[of],
      key: under.encoded,
      namespace,
      timestamp,
      ...(this.#showWatermark ? { currentWatermark } : {}),
    })
    for (const entry of this.#rules) {
      const { rule } = entry
      if (ours[rule.domain] !== of || rule.key !== under.encoded || entry.left === 0) continue
      if (eventTimeOf(rule.timestamp) !== timestamp) continue
      entry.left--
      for (const one of [rule.then].flat()) this.#change(one.do, one)
    }
  }

  #takeFired(): readonly unknown[] {
    const fired = this.#fired
    this.#fired = []
    return fired
  }
}

type Address = v.InferOutput<v.ObjectSchema<typeof address, undefined>>

/** Every timestamp of an expectation as a time here; `MIN` is the watermark before any. */
function inOurTime(value: unknown): unknown {
  if (value === 'MIN') return minWatermark
  if (Array.isArray(value)) return value.map(inOurTime)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      /timestamp|watermark/i.test(name) && inner !== 'MIN'
        ? eventTimeOf(inner as number | string)
        : inOurTime(inner),
    ]),
  )
}

const told = [
  ...['changed', 'fires', 'restoredEventTimers', 'restoredProcessingTimers'],
  ...['currentWatermarkAfter', 'firesDuringRestore'],
]

export const timers: Adapter = {
  kind: 'timers',
  recognises: (_list, vector) =>
    hasFields(vector, 'steps', 'remainingEvent', 'remainingProcessing'),
  run: (vector) => onBothBackends((backend) => runOn(backend, vector)),
}

function runOn(backend: HarnessBackend, vector: VectorCase): Comparison {
  const { steps, ...rest } = v.parse(v.looseObject({ steps: v.array(step) }), vector)
  const stepper = new Stepper(rest['showCurrentWatermark'] === true, backend)
  const expected: unknown[] = []
  const actual: unknown[] = []
  for (const one of steps) {
    const fires = backend === 'rocksdb' ? (one as VectorCase)['firesRocksdb'] : undefined
    const wanted = { ...pick(one, ...told), ...(fires === undefined ? {} : { fires }) }
    expected.push(inOurTime(wanted))
    actual.push(pick(stepper.perform(one), ...Object.keys(wanted)))
  }
  return {
    expected: { steps: expected, ...(inOurTime(remainingOf(rest)) as object) },
    actual: {
      steps: actual,
      remainingEvent: stepper.remaining('event-time'),
      remainingProcessing: stepper.remaining('processing-time'),
    },
  }
}

function remainingOf(vector: VectorCase): VectorCase {
  return pick(vector, 'remainingEvent', 'remainingProcessing')
}
