/** Slow links, and connections that are reset. */
import type { ChannelId, EventSeq, Fault, ScheduledChannel } from '../../model/index.ts'
import type { PlacedLink } from '../cluster/deployment.ts'
import type { JobMaster } from '../cluster/job-master.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { TaskException } from '../task/failure.ts'
import { isNamed, subtaskNamed } from './subtask-name.ts'

type Slow = Extract<Fault, { kind: 'slow-link' }>
type Cut = Extract<Fault, { kind: 'cut-link' }>

export class LinkTrouble {
  readonly #sim: Simulation
  readonly #job: JobMaster
  /** What the channels of a job take longer, also when they are built anew. */
  readonly #delays = new Map<ChannelId, number>()

  constructor(sim: Simulation, job: JobMaster) {
    this.#sim = sim
    this.#job = job
    sim.trouble.linkDelay = ({ id }: ScheduledChannel) => this.#delays.get(id) ?? 0
  }

  slow(fault: Slow, cause: EventSeq): string | null {
    const meant = this.#between(fault)
    if (meant.length === 0) return `no channel leads from ${fault.from} to ${fault.to}`
    for (const { scheduled } of meant) this.#delay(scheduled.id, fault.delay, cause)
    if (fault.duration !== null)
      this.#sim.after(fault.duration, {
        happen: () => {
          for (const { scheduled } of meant) this.#delay(scheduled.id, -fault.delay, cause)
        },
      })
    return null
  }

  cut(fault: Cut, cause: EventSeq): string | null {
    const meant = this.#between(fault)
    const receiver = subtaskNamed(this.#job.tasks, fault.to)
    if (meant.length === 0 || receiver?.subtask.isAlive !== true)
      return `no channel leads from ${fault.from} to ${fault.to}`
    let lost = cause
    for (const { link, scheduled } of meant) {
      link.cut()
      lost = this.#sim.record({ kind: 'connection-lost', channel: scheduled.id }, cause)
    }
    const sender = subtaskNamed(this.#job.tasks, fault.from)
    const from = sender?.subtask.scheduled.taskManager ?? 0
    const message = `Connection unexpectedly closed by remote task manager ${from}. This might indicate that the remote task manager was lost.`
    receiver.subtask.fail(new TaskException('connection-lost', message), lost)
    return null
  }

  #delay(channel: ChannelId, by: number, cause: EventSeq): void {
    const delay = (this.#delays.get(channel) ?? 0) + by
    this.#delays.set(channel, delay)
    this.#sim.record({ kind: 'link-slowed', channel, delay }, cause)
    const placed = this.#job.links.find(({ scheduled }) => scheduled.id === channel)
    placed?.link.setLatency(placed.link.latency + by)
  }

  #between({ from, to }: { readonly from: string; readonly to: string }): readonly PlacedLink[] {
    const { tasks, links } = this.#job
    const named = (name: string) =>
      tasks.filter(({ subtask }) => isNamed(subtask, name)).map(({ subtask }) => subtask.id)
    const [senders, receivers] = [named(from), named(to)]
    return links.filter(
      ({ scheduled }) => senders.includes(scheduled.from) && receivers.includes(scheduled.to),
    )
  }
}
