/**
 * Tells the trace when a planned record comes to the broker: what a source has still to read, and
 * its lag, follow from it. The log itself needs no such word; it knows from the clock.
 */
import type { JobGraph, OperatorRole, VirtualTime } from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { cut } from '../task/preview.ts'
import type { Broker } from './broker.ts'

/** The topics whose records a source of that role waits for. Files are there at once. */
export function topicsOf(role: OperatorRole): readonly string[] {
  if (role.kind === 'kafka-source') return role.topics
  if (role.kind === 'source' && role.parts !== undefined)
    return role.parts.flatMap((part) => (part.source === 'kafka' ? part.topics : []))
  return role.kind === 'source' && role.source === 'socket' && role.place !== null
    ? [role.place]
    : []
}

/** Records from before the start that are told, so that a tape does not begin empty. */
const toldFromBefore = 10

/** Begins to tell of the topics the job reads. Topics that are there at once are not told. */
export function tellPlannedRecords(sim: Simulation, broker: Broker, graph: JobGraph): void {
  if (!sim.recording) return
  const topics = new Set(
    graph.vertices.flatMap(({ operators }) => operators.flatMap(({ role }) => topicsOf(role))),
  )
  for (const topic of topics)
    for (let partition = 0; partition < (broker.partitions(topic) ?? 0); partition++)
      tellFrom(sim, broker, { topic, partition })
}

interface Place {
  readonly topic: string
  readonly partition: number
}

function tellFrom(sim: Simulation, broker: Broker, { topic, partition }: Place): void {
  const { spacing, length } = broker.planned(topic, partition)
  if (spacing < 1) return
  const there = Math.min(length, Math.floor(sim.now / spacing))
  const tell = (offset: number): void => {
    const { key, value } = broker.read(topic, partition, offset)
    sim.record({ kind: 'record-produced', topic, partition, offset, key, value: cut(value) }, null)
  }
  for (let offset = Math.max(0, there - toldFromBefore); offset < there; offset++) tell(offset)
  const planNext = (offset: number): void => {
    if (offset >= length) return
    const at = ((offset + 1) * spacing) as VirtualTime
    sim.agenda.planBeforeAllElse(at, {
      happen: () => {
        tell(offset)
        planNext(offset + 1)
      },
    })
  }
  planNext(there)
}
