/** How facts of checkpoints and savepoints are told. */
import type { CheckpointId } from '../../model/index.ts'
import type { checkpointFacts } from '../fact/checkpoint.ts'
import type { TraceNames } from '../names.ts'
import { because, briefFrom, bytes, duration, from, type Tellings } from './telling.ts'

/** `checkpoint 4`, or `savepoint before-upgrade`. */
function called(names: TraceNames, { snapshot, checkpoint }: Snapshot): string {
  return snapshot === 'checkpoint'
    ? `checkpoint ${checkpoint}`
    : `savepoint ${names.snapshot(checkpoint)}`
}

interface Snapshot {
  readonly snapshot: 'checkpoint' | 'savepoint' | 'stop-with-savepoint'
  readonly checkpoint: CheckpointId
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

export const checkpointTellings: Tellings<keyof typeof checkpointFacts> = {
  'checkpoint-triggered': {
    say: (e, names) =>
      `The JobManager starts **${called(names, e)}**` +
      (e.full ? ', a full one,' : '') +
      (e.format === 'NATIVE' ? ', in the form of its backend,' : '') +
      (e.by === 'end-of-data' ? ', as the input of all tasks has ended,' : '') +
      ' and asks for barriers.',
    line: (e, names) => ({
      who: null,
      what: `${called(names, e)} triggered`,
      note: `${e.by}${e.full ? ', full' : ''}${e.format === 'NATIVE' ? ', native' : ''}`,
    }),
  },
  'checkpoint-request-rejected': {
    say: (e) => `The JobManager starts no ${e.snapshot} now: ${because(e.message, e.reason)}`,
    line: (e) => ({ who: null, what: `${e.snapshot} rejected: ${e.reason}`, note: e.by }),
  },
  'snapshot-requested': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** is asked for ${names.snapshot(e.checkpoint)}: it sends ` +
      `barrier ${e.checkpoint} behind its last record.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `asked for ${names.snapshot(e.checkpoint)}`,
    }),
  },
  'barrier-received': {
    say: (e, names) =>
      e.arrived === e.expected
        ? `Barrier ${e.checkpoint} reaches **${names.subtask(e.subtask)}** from ` +
          `**${from(names, e.channel)}**: all ${e.expected} are in.`
        : `Barrier ${e.checkpoint} reaches **${names.subtask(e.subtask)}** from ` +
          `**${from(names, e.channel)}**: ${e.arrived} of ${e.expected}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `barrier ${e.checkpoint} from ${briefFrom(names, e.channel)}`,
      note: `${e.arrived} of ${e.expected}`,
    }),
  },
  'barrier-ignored': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** ignores barrier ${e.checkpoint}: it gave that checkpoint up.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `barrier ${e.checkpoint} from ${briefFrom(names, e.channel)} ignored`,
    }),
  },
  'cancel-marker-received': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** learns from **${from(names, e.channel)}** that ` +
      `checkpoint ${e.checkpoint} is cancelled.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `cancel ${e.checkpoint} from ${briefFrom(names, e.channel)}`,
    }),
  },
  'alignment-completed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** is aligned for checkpoint ${e.checkpoint} after ` +
      `**${duration(e.duration)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `aligned for ${e.checkpoint} after ${e.duration} ms`,
    }),
  },
  'checkpoint-aborted-on-task': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** gives checkpoint ${e.checkpoint} up: ${because('', e.reason)}`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `gives ${e.checkpoint} up: ${e.reason}`,
    }),
  },
  'snapshot-started': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** copies its state for ${names.snapshot(e.checkpoint)}; ` +
      'it processes nothing meanwhile.',
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `snapshot ${e.checkpoint} started`,
      note: `until ${e.until}`,
    }),
  },
  'snapshot-taken': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** goes on while ${bytes(e.bytes)} of ` +
      `${names.snapshot(e.checkpoint)} are uploaded.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `snapshot ${e.checkpoint} taken, ${bytes(e.bytes)}`,
      note: `due ${e.due}`,
    }),
  },
  'snapshot-uploaded': {
    say: (e, names) =>
      `Checkpoint storage holds the ${bytes(e.bytes)} of **${names.subtask(e.subtask)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `snapshot ${e.checkpoint} uploaded`,
      note: bytes(e.bytes),
    }),
  },
  'checkpoint-acknowledged': {
    say: (e, names) =>
      `The JobManager has the acknowledgement of **${names.subtask(e.subtask)}**: ` +
      `${e.acknowledged} of ${e.expected}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `acknowledged ${e.checkpoint}`,
      note: `${e.acknowledged} of ${e.expected}`,
    }),
  },
  'finished-subtask-counted': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** had finished before: it counts for ` +
      `${names.snapshot(e.checkpoint)}, ${e.acknowledged} of ${e.expected}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `counts as finished for ${names.snapshot(e.checkpoint)}`,
      note: `${e.acknowledged} of ${e.expected}`,
    }),
  },
  'acknowledgement-ignored': {
    say: (e, names) =>
      `The acknowledgement of **${names.subtask(e.subtask)}** comes too late: ` +
      `checkpoint ${e.checkpoint} is over.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `acknowledged ${e.checkpoint} too late`,
    }),
  },
  'checkpoint-declined': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** declines checkpoint ${e.checkpoint}: ${because(e.message, e.reason)}`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `declined ${e.checkpoint}: ${e.message}`,
      note: e.reason,
    }),
  },
  'checkpoint-completed': {
    say: (e, names) =>
      `**${capital(called(names, e))} is complete** after ${duration(e.duration)}: ` +
      `${e.snapshot === 'checkpoint' ? 'the job can restart from here' : 'it is yours to keep'}.`,
    line: (e, names) => ({
      who: null,
      what: `${called(names, e)} completed after ${e.duration} ms`,
      note: bytes(e.bytes),
    }),
  },
  'checkpoint-failed': {
    say: (e, names) =>
      `**${capital(called(names, e))} is abandoned:** ${because(e.message, e.reason)}`,
    line: (e, names) => ({
      who: null,
      what: `${called(names, e)} failed: ${e.reason}`,
      note: e.counted ? `${e.failures} counted` : 'not counted',
    }),
  },
  'checkpoint-notified': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** learns that ${names.snapshot(e.checkpoint)} is complete.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: `told of ${e.checkpoint}` }),
  },
  'checkpoint-abort-notified': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** learns that ${names.snapshot(e.checkpoint)} will not complete.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `told of the end of ${e.checkpoint}`,
    }),
  },
  'checkpoint-subsumed': {
    say: (e, names) =>
      `**${names.snapshot(e.checkpoint)}** is subsumed: newer ones take its place.`,
    line: (e) => ({ who: null, what: `checkpoint ${e.checkpoint} subsumed` }),
  },
  'snapshot-claimed': {
    say: (e, names) =>
      `The job owns **${names.snapshot(e.checkpoint)}** now, and deletes it when newer ones take its place.`,
    line: (e, names) => ({ who: null, what: `${names.snapshot(e.checkpoint)} claimed` }),
  },
  'snapshot-discarded': {
    say: (e, names) => `The bytes of **${names.snapshot(e.checkpoint)}** are deleted.`,
    line: (e, names) => ({ who: null, what: `${names.snapshot(e.checkpoint)} discarded` }),
  },
}
