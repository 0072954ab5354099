/** How facts of data in flight are told. */
import type { ChannelId } from '../../model/index.ts'
import type { TraceEvent } from '../event.ts'
import type { inFlightFacts } from '../fact/in-flight.ts'
import type { TraceNames } from '../names.ts'
import { briefFrom, briefTo, bytes, from, type Line, plural, type Tellings, to } from './telling.ts'

type Side = 'input' | 'output'
type Restored = Extract<TraceEvent, { kind: 'element-restored' }>

/** At the end of the channel where it is. */
function at(names: TraceNames, channel: ChannelId, side: Side, what: string): Line {
  const place = side === 'input' ? names.receiver(channel) : names.sender(channel)
  const other =
    side === 'input' ? `from ${briefFrom(names, channel)}` : `to ${briefTo(names, channel)}`
  return { who: place === null ? null : names.brief(place), what: `${what} ${other}` }
}

const place = (names: TraceNames, channel: ChannelId, side: Side): string =>
  side === 'input'
    ? `at **${to(names, channel)}**, from **${from(names, channel)}**,`
    : `at **${from(names, channel)}**, for **${to(names, channel)}**,`

function restored(names: TraceNames, e: Restored): string {
  if (e.what === 'record') return names.record(e.element)
  return e.what === 'watermark' ? `watermark ${e.timestamp}` : e.value
}

export const inFlightTellings: Tellings<keyof typeof inFlightFacts> = {
  'barrier-announced': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** learns that barrier ${e.checkpoint} waits behind data of ` +
      `**${from(names, e.channel)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `barrier ${e.checkpoint} from ${briefFrom(names, e.channel)} announced`,
    }),
  },
  'alignment-timed-out': {
    say: (e, names) =>
      `At **${names.subtask(e.subtask)}** checkpoint ${e.checkpoint} becomes unaligned: the timeout is over.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `alignment for ${e.checkpoint} timed out`,
    }),
  },
  'barrier-overtook': {
    say: (e, names) =>
      `Barrier ${e.checkpoint} overtakes the data ${place(names, e.channel, e.side).slice(0, -1)}.`,
    line: (e, names) => at(names, e.channel, e.side, `barrier ${e.checkpoint} overtakes the data`),
  },
  'in-flight-persisted': {
    say: (e, names) =>
      `What waits ${place(names, e.channel, e.side)} is part of ${names.snapshot(e.checkpoint)}: ` +
      `${plural(e.elements.length, 'element')}.`,
    line: (e, names) => ({
      ...at(names, e.channel, e.side, `${plural(e.elements.length, 'element')} in flight`),
      note: `in ${e.checkpoint}, ${bytes(e.bytes)}`,
    }),
  },
  'in-flight-written': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has all its data in flight for ${names.snapshot(e.checkpoint)}: ` +
      `${plural(e.elements, 'element')}, ${bytes(e.bytes)}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `in flight in ${e.checkpoint}: ${plural(e.elements, 'element')}, ${bytes(e.bytes)}`,
      note: `due ${e.due}`,
    }),
  },
  'in-flight-restored': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** puts ${plural(e.elements, 'element')} that ` +
      `${e.elements === 1 ? 'was' : 'were'} in flight back into its ${e.side} channels.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${plural(e.elements, 'element')} back in flight (${e.side})`,
      note:
        e.filtered === 0
          ? `from ${e.checkpoint}`
          : `from ${e.checkpoint}, ${e.filtered} for others`,
    }),
  },
  'element-restored': {
    say: (e, names) =>
      `**${restored(names, e)}** waits ${place(names, e.channel, e.side)} as before.`,
    line: (e, names) => at(names, e.channel, e.side, `has ${restored(names, e)} again`),
  },
}
