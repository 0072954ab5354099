/** How facts of what travels between subtasks are told. */
import type { channelFacts } from '../fact/channel.ts'
import { briefFrom, from, plural, sent, type Tellings, to } from './telling.ts'

export const channelTellings: Tellings<keyof typeof channelFacts> = {
  'record-emitted': {
    say: (e, names) =>
      `**${from(names, e.channel)}** sends **${names.record(e.element)}** to ` +
      `**${to(names, e.channel)}**${e.due === null ? '; it waits for room.' : '.'}`,
    line: (e, names) => sent(names, e.channel, `sends ${names.record(e.element)}`, e.due),
  },
  'buffers-announced': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** wants at most ${plural(e.places, 'record')} in flight on each channel, ` +
      `at ${e.throughput} a second.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `announces ${plural(e.places, 'place')}`,
      note: `${e.throughput}/s, ${e.timeToConsume} ms`,
    }),
  },
  'watermark-emitted': {
    say: (e, names) =>
      `**${from(names, e.channel)}** sends watermark ${e.watermark} to **${to(names, e.channel)}**.`,
    line: (e, names) => sent(names, e.channel, `sends watermark ${e.watermark}`, e.due),
  },
  'watermark-status-emitted': {
    say: (e, names) =>
      `**${from(names, e.channel)}** tells **${to(names, e.channel)}** that it is ${e.status.toLowerCase()}.`,
    line: (e, names) => sent(names, e.channel, `sends ${e.status}`, e.due),
  },
  'barrier-emitted': {
    say: (e, names) =>
      `**${from(names, e.channel)}** sends barrier ${e.checkpoint} to **${to(names, e.channel)}**.`,
    line: (e, names) => sent(names, e.channel, `sends barrier ${e.checkpoint}`, e.due),
  },
  'cancel-marker-emitted': {
    say: (e, names) =>
      `**${from(names, e.channel)}** tells **${to(names, e.channel)}** that ` +
      `${names.snapshot(e.checkpoint)} is cancelled.`,
    line: (e, names) => sent(names, e.channel, `sends cancel ${e.checkpoint}`, e.due),
  },
  'end-of-data-emitted': {
    say: (e, names) =>
      `**${from(names, e.channel)}** tells **${to(names, e.channel)}** that no record follows` +
      (e.drain ? ': its input has ended.' : ': it is stopped.'),
    line: (e, names) =>
      sent(names, e.channel, e.drain ? 'sends end of data' : 'sends end of data (stop)', e.due),
  },
  'end-of-partition-emitted': {
    say: (e, names) =>
      `**${from(names, e.channel)}** will send nothing more to **${to(names, e.channel)}**.`,
    line: (e, names) => sent(names, e.channel, 'sends the end', e.due),
  },
  'element-sent': {
    say: (e, names) =>
      `**${to(names, e.channel)}** has room: what waited at **${from(names, e.channel)}** leaves.`,
    line: (e, names) => sent(names, e.channel, 'credit came: sends', e.due),
  },
  'channel-blocked': {
    say: (e, names) => {
      const receiver = names.receiver(e.channel)
      const missing = receiver === null ? [] : names.missingBarriers(receiver, e.checkpoint)
      const first = missing[0]
      const rest =
        first === undefined
          ? 'the last one'
          : missing.length === 1
            ? `not yet from **${names.subtask(first)}**`
            : `${missing.length} are missing`
      return (
        `**${to(names, e.channel)}** stops reading **${from(names, e.channel)}**: ` +
        `barrier ${e.checkpoint} is here, ${missing.length === 1 ? 'but ' : ''}${rest}.`
      )
    },
    line: (e, names) => {
      const receiver = names.receiver(e.channel)
      return {
        who: receiver === null ? null : names.brief(receiver),
        what: `${briefFrom(names, e.channel)} blocked`,
        note: `checkpoint ${e.checkpoint}`,
      }
    },
  },
  'channel-unblocked': {
    say: (e, names) => `**${to(names, e.channel)}** reads **${from(names, e.channel)}** again.`,
    line: (e, names) => {
      const receiver = names.receiver(e.channel)
      return {
        who: receiver === null ? null : names.brief(receiver),
        what: `${briefFrom(names, e.channel)} unblocked`,
        note: `checkpoint ${e.checkpoint}`,
      }
    },
  },
  'end-of-data-received': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has processed all records of **${from(names, e.channel)}**: ` +
      `${e.ended} of ${e.expected} ${e.expected === 1 ? 'channel has' : 'channels have'} ended.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `end of data of ${briefFrom(names, e.channel)}`,
      note: `${e.ended} of ${e.expected}`,
    }),
  },
  'end-of-partition-received': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has read all that **${from(names, e.channel)}** will send.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `end of ${briefFrom(names, e.channel)}`,
    }),
  },
}
