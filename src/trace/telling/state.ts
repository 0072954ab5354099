/** How facts of keyed state are told. */
import type { stateFacts } from '../fact/state.ts'
import { bytes, plural, type Tellings } from './telling.ts'

interface Place {
  readonly state: string
  readonly namespace: string
  readonly userKey: string | null
}

/** Which entry of a map, in which window: nothing for most state. */
function entryOf({ namespace, userKey }: Place): string {
  return (namespace === '' ? '' : `[${namespace}]`) + (userKey === null ? '' : `[${userKey}]`)
}

const foundBy = {
  read: 'found by a read',
  'incremental-cleanup': 'found by incremental cleanup',
  compaction: 'found by a compaction',
  'full-snapshot': 'left out of the snapshot',
} as const

const placeOf = (place: Place): string => place.state + entryOf(place)

export const stateTellings: Tellings<keyof typeof stateFacts> = {
  'state-registered': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** asks for ${e.stateKind} state **${e.state}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.stateKind} state ${e.state} registered`,
      note: e.type,
    }),
  },
  'state-updated': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** sets ${placeOf(e)} of **${e.key}** to **${e.value}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.state}[${e.key}]${entryOf(e)} = ${e.value}`,
      note: `group ${e.keyGroup}`,
    }),
  },
  'state-expired': {
    say: (e) => `${placeOf(e)} of **${e.key}** has expired: ${foundBy[e.how]}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.state}[${e.key}]${entryOf(e)} expired`,
      note: foundBy[e.how],
    }),
  },
  'state-cleared': {
    say: (e, names) => `**${names.subtask(e.subtask)}** clears ${placeOf(e)} of **${e.key}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.state}[${e.key}]${entryOf(e)} cleared`,
      note: `group ${e.keyGroup}`,
    }),
  },
  'operator-state-registered': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** asks for operator state **${e.state}**: ${entriesIn(e.size)}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `operator state ${e.state} registered`,
      note: `${e.mode}, ${entriesIn(e.size)}`,
    }),
  },
  'operator-state-changed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}**: operator state **${e.state}** ${operatorStateChange(e)}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.state} ${operatorStateChange(e)}`,
      note: entriesIn(e.size),
    }),
  },
  'state-restored': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has its state back from **${names.snapshot(e.checkpoint)}**: ` +
      `${plural(e.entries, 'value')}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `state of ${names.snapshot(e.checkpoint)} restored`,
      note: `${plural(e.entries, 'value')}, ${bytes(e.bytes)}`,
    }),
  },
  'entries-restored': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** takes over ${plural(e.entries.length, 'value')} of ${e.state}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.state}: ${plural(e.entries.length, 'value')} taken over`,
      note: '',
    }),
  },
  'state-read-started': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** reads ${whatIsRead(e, `**${names.snapshot(e.checkpoint)}**`)}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `reads ${whatIsRead(e, names.snapshot(e.checkpoint))}`,
      note: `due ${e.due}`,
    }),
  },
  'operator-matched': {
    say: (e) => {
      const name = `**${e.uid ?? e.name}**`
      if (e.result === 'matched') return `The snapshot has state for ${name}.`
      return e.result === 'new'
        ? `The snapshot has nothing for ${name}: it starts empty.`
        : `The program no longer has ${name}: its state is left behind.`
    },
    line: (e) => ({ who: null, what: `operator ${e.uid ?? e.name} ${e.result}` }),
  },
}

function operatorStateChange({
  change,
  key,
  value,
}: {
  readonly change: 'added' | 'replaced' | 'put' | 'removed' | 'cleared'
  readonly key: string | null
  readonly value: string | null
}): string {
  switch (change) {
    case 'added':
      return `takes ${value ?? ''}`
    case 'replaced':
      return `is now ${value ?? ''}`
    case 'put':
      return `has ${key ?? ''}: ${value ?? ''}`
    case 'removed':
      return `loses ${key ?? ''}`
    case 'cleared':
      return 'is cleared'
  }
}

const entriesIn = (size: number): string => (size === 1 ? '1 entry' : `${size} entries`)

/** What comes from checkpoint storage, and what from the disk of the task's own TaskManager. */
function whatIsRead(
  { bytes: remote, local }: { readonly bytes: number; readonly local: number },
  snapshot: string,
): string {
  if (local === 0) return `${bytes(remote)} of ${snapshot}`
  const own = `${bytes(local)} of ${snapshot} from its TaskManager’s disk`
  return remote === 0 ? own : `${bytes(remote)} of ${snapshot}, and ${own}`
}
