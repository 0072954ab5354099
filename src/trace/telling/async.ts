/** How requests to a service outside are told. */
import type { asyncFacts } from '../fact/async.ts'
import { plural, type Tellings } from './telling.ts'

const attemptOf = (attempt: number): string => (attempt === 1 ? '' : `, attempt ${attempt}`)

export const asyncTellings: Tellings<keyof typeof asyncFacts> = {
  'async-started': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** asks for ${e.value}${attemptOf(e.attempt)}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `asks for ${e.value}${attemptOf(e.attempt)}`,
      note: `${e.inFlight} in flight`,
    }),
  },
  'async-completed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has the answer to request ${e.request}: ${plural(e.results, 'result')}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `request ${e.request} answered`,
      note: plural(e.results, 'result'),
    }),
  },
  'async-timed-out': {
    say: (e, names) => `**${names.subtask(e.subtask)}** had no answer in time for ${e.value}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `request ${e.request} timed out`,
      note: e.value,
    }),
  },
  'async-retry-planned': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** will repeat request ${e.request}, attempt ${e.attempt}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `request ${e.request} to be repeated`,
      note: `attempt ${e.attempt}, due ${e.due}`,
    }),
  },
  'async-queue-full': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** waits: ${plural(e.capacity, 'record')} in flight, no more fit.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: 'queue of requests full',
      note: `capacity ${e.capacity}`,
    }),
  },
  'async-queue-freed': {
    say: (e, names) => `**${names.subtask(e.subtask)}** goes on: there is room for requests again.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: 'queue of requests has room',
      note: `capacity ${e.capacity}`,
    }),
  },
}
