/**
 * Keeps what is in flight to a task as short as its throughput asks for: measures, and tells senders how
 * much they may send. Flink: StreamTask.scheduleBufferDebloater, SingleInputGate.triggerDebloating.
 */
import type { DebloatSettings } from '../../model/index.ts'
import { BufferDebloater, ThroughputCalculator } from '../network/buffer-debloater.ts'
import type { Link } from '../network/link.ts'
import type { Subtask } from './subtask.ts'

export class Debloating {
  readonly #subtask: Subtask
  readonly #links: readonly Link[]
  readonly #settings: DebloatSettings
  readonly #throughput = new ThroughputCalculator()
  readonly #debloater: BufferDebloater

  constructor(subtask: Subtask, links: readonly Link[], settings: DebloatSettings) {
    this.#subtask = subtask
    this.#links = links
    this.#settings = settings
    const most = Math.max(1, ...links.map(({ channel }) => channel.capacity))
    this.#debloater = new BufferDebloater(settings, most)
  }

  /** A record was read. */
  incoming(): void {
    this.#throughput.incoming(this.#subtask.sim.now)
  }

  /** There is something to read, or nothing. */
  hasInput(is: boolean): void {
    const { now } = this.#subtask.sim
    if (is) this.#throughput.resume(now)
    else this.#throughput.pause(now)
  }

  /** The task runs: from now on every period. */
  start(): void {
    this.#subtask.sim.after(this.#settings.period, {
      happen: () => {
        if (!this.#subtask.isAlive) return
        // By the task's thread: a task that is inside a long record measures when it is through.
        this.#subtask.mail(() => {
          this.#debloat()
          this.start()
        })
      },
    })
  }

  #debloat(): void {
    const { sim, id } = this.#subtask
    const throughput = this.#throughput.calculate(sim.now)
    const inUse = this.#links.filter(({ isUnread }) => isUnread).length
    const debloated = this.#debloater.recalculate(throughput, inUse)
    if (debloated === null) return
    const { places, timeToConsume } = debloated
    const announced = sim.record(
      {
        kind: 'buffers-announced',
        subtask: id,
        places,
        throughput: Math.floor(throughput),
        timeToConsume,
      },
      null,
    )
    for (const link of this.#links) link.announce(places, announced)
  }
}
