/** How facts of stores on disk are told. */
import type { storeFacts } from '../fact/store.ts'
import { bytes, duration, plural, type Tellings } from './telling.ts'

const fallenBehind = {
  memtables: 'memtables wait to be flushed',
  'level-0': 'level 0 waits to be compacted',
} as const

export const storeTellings: Tellings<keyof typeof storeFacts> = {
  'flush-started': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** begins to flush ${bytes(e.bytes)} of ${e.state}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `flush of ${e.state} begins`,
      note: `${bytes(e.bytes)}, until ${e.until}`,
    }),
  },
  'memtable-flushed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has flushed ${e.state} into ${plural(e.files.length, 'file')}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.state} flushed`,
      note: e.files.map(({ file, bytes: size }) => `file ${file}, ${bytes(size)}`).join('; '),
    }),
  },
  'compaction-started': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** begins to compact ${plural(e.inputs.length, 'file')} of ${e.state}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `compaction of ${e.state} begins: level ${e.level} to ${e.outputLevel}`,
      note: `${plural(e.inputs.length, 'file')}, ${bytes(e.bytes)}, until ${e.until}`,
    }),
  },
  'compaction-finished': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has compacted ${e.state}: ${bytes(e.bytesIn)} are ` +
      `${bytes(e.bytesOut)} now.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.state} compacted: level ${e.level} to ${e.outputLevel}`,
      note: `${bytes(e.bytesIn)} to ${bytes(e.bytesOut)}, ${e.dropped} dropped`,
    }),
  },
  'write-stall-started': {
    say: (e, names) => `**${names.subtask(e.subtask)}** stops writing: ${fallenBehind[e.because]}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: 'write stall begins',
      note: fallenBehind[e.because],
    }),
  },
  'write-stall-ended': {
    say: (e, names) => `**${names.subtask(e.subtask)}** writes again.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: 'write stall ends' }),
  },
  'blocks-read': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** waits ${duration(e.until - e.at)} for ` +
      `${plural(e.blocks, 'block')} from its disk.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `waits for ${plural(e.blocks, 'block')} from disk`,
      note: `${bytes(e.bytes)}, until ${e.until}`,
    }),
  },
  'store-measured': {
    say: (e, names) =>
      `The store of **${names.subtask(e.subtask)}** has ${bytes(e.memtables)} in memtables and ` +
      `${bytes(e.cached)} in its cache.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `store: ${bytes(e.memtables)} in memtables, ${bytes(e.cached)} cached`,
      note: `${plural(e.cacheHits, 'hit')}, ${e.cacheMisses} missed`,
    }),
  },
}
