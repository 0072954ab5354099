/**
 * The surroundings of one operator, stepped by hand: a clock, its wake-ups, what it emits and what
 * the trace is told. Flink: OneInputStreamOperatorTestHarness.
 */
import { randomStream } from '../../../base/index.ts'
import { resolveSettings } from '../../../datastream/index.ts'
import {
  type EventTime,
  javaHashCode,
  keyGroupOf,
  keyGroupRange,
  minWatermark,
  type OperatorNode,
  type Seed,
  type SubtaskId,
  type VirtualTime,
} from '../../../model/index.ts'
import type { TraceFact } from '../../../trace/index.ts'
import { Simulation } from '../../kernel/simulation.ts'
import type { KeyContext } from '../../state/backend.ts'
import type { OperatorSite } from '../../task/operator.ts'
import type { Origin } from '../../task/output.ts'
import { newAmbient } from '../../world.ts'

/** What an operator emitted; `tag` null: into its main output. */
export interface Emitted {
  readonly tag: string | null
  readonly value: unknown
  readonly timestamp: EventTime | null
}

const maxParallelism = 128

/** A string key as the operator's state and timers know it. */
export function keyContext(key: string): KeyContext {
  return { key, encoded: key, keyGroup: keyGroupOf(javaHashCode(key, 'STRING'), maxParallelism) }
}

export class OperatorHarness {
  readonly site: OperatorSite
  readonly #sim: Simulation
  #wakeUps: { readonly at: VirtualTime; readonly run: () => void }[] = []
  #emitted: Emitted[] = []
  #facts: TraceFact[] = []

  /** `at`: what the clock shows, virtual ms. */
  constructor(at = 0) {
    const world = {
      record: 'everything',
      sink: (fact: TraceFact) => {
        this.#facts.push(fact)
      },
      request: () => undefined,
      locate: () => null,
      ambient: newAmbient(),
    } as const
    const start = { seed: 1 as Seed, at: at as VirtualTime, costs: {} as never }
    this.#sim = new Simulation(world, start)
    this.site = this.#siteOf(this.#sim)
  }

  get now(): VirtualTime {
    return this.#sim.now
  }

  /** The clock shows `time`: wake-ups that are due run, the earliest first. */
  setProcessingTime(time: number): void {
    this.#sim.moveTo(time as VirtualTime)
    for (;;) {
      const [next] = this.#wakeUps.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)
      if (next === undefined) return
      this.#wakeUps = this.#wakeUps.filter((one) => one !== next)
      next.run()
    }
  }

  /** What was emitted since it was last asked. */
  takeEmitted(): readonly Emitted[] {
    const taken = this.#emitted
    this.#emitted = []
    return taken
  }

  /** What the trace was told since it was last asked. */
  takeFacts(): readonly TraceFact[] {
    const taken = this.#facts
    this.#facts = []
    return taken
  }

  #siteOf(sim: Simulation): OperatorSite {
    const origin: Origin = { parent: null, origin: 0 as never, cause: null }
    const site = {
      sim,
      node: { id: 'operator', name: 'operator' } as unknown as OperatorNode,
      subtask: 0 as SubtaskId,
      position: 0,
      index: 0,
      parallelism: 1,
      maxParallelism,
      keyGroups: keyGroupRange(0, maxParallelism, 1),
      execution: { attempt: 0, id: '0' },
      taskName: 'operator',
      random: randomStream(1, 'harness'),
      emit: (value: unknown, timestamp: EventTime | null) => {
        this.#emitted.push({ tag: null, value, timestamp })
      },
      emitTo: (tag: string, value: unknown, timestamp: EventTime | null) => {
        this.#emitted.push({ tag, value, timestamp })
      },
      emitWatermark: () => undefined,
      emitWatermarkStatus: () => undefined,
      current: () => origin,
      causedBy: (_: unknown, run: () => void) => {
        run()
      },
      goingBackTo: (_: unknown, run: () => void) => {
        run()
      },
      nameOf: String,
      originNamed: () => null,
      nameOrigin: () => undefined,
      mail: (run: () => void) => {
        run()
      },
      wakeAt: (at: VirtualTime, run: () => void) => {
        this.#wakeUps.push({ at, run })
      },
      restoredCheckpoint: () => null,
      watermark: () => minWatermark,
      inputActivityClock: null as never,
      settings: resolveSettings(new Map(), []),
      log: () => undefined,
    }
    return site
  }
}
