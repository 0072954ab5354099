/**
 * The types of a fact's fields, as values: one declaration gives the TypeScript type, the strict
 * decoder on the page's side, and the generated docs/TRACE.md.
 */
import type {
  BlobId,
  ChannelId,
  CheckpointId,
  ElementId,
  EventTime,
  KeyGroup,
  SubtaskId,
  TaskManagerId,
  VirtualTime,
} from '../model/index.ts'

/** A field: what it is called in TRACE.md, and whether a decoded value may stand there. */
export interface Field<T> {
  readonly type: string
  accepts(value: unknown): value is T
}

/** The value type of a field. */
export type FieldValue<F> = F extends Field<infer T> ? T : never

const longestText = 20_000

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function count<T extends number = number>(type: string): Field<T> {
  return { type, accepts: (value): value is T => isInteger(value) && value >= 0 }
}

function integer<T extends number = number>(type: string): Field<T> {
  return { type, accepts: (value): value is T => isInteger(value) }
}

function words<T extends string = string>(type: string): Field<T> {
  return {
    type,
    accepts: (value): value is T => typeof value === 'string' && value.length <= longestText,
  }
}

/** A field that may be null. */
export function nullable<T>(field: Field<T>): Field<T | null> {
  return {
    type: `${field.type} or null`,
    accepts: (value): value is T | null => value === null || field.accepts(value),
  }
}

/** One of the given words. */
export function oneOf<const T extends readonly string[]>(...options: T): Field<T[number]> {
  return {
    type: options.join(' | '),
    accepts: (value): value is T[number] => typeof value === 'string' && options.includes(value),
  }
}

/** Plain data with a shape of its own, checked by `check`. */
export function shaped<T>(type: string, check: (value: unknown) => boolean): Field<T> {
  return { type, accepts: (value): value is T => check(value) }
}

export const field = {
  subtask: count<SubtaskId>('subtask'),
  channel: count<ChannelId>('channel'),
  checkpoint: count<CheckpointId>('checkpoint'),
  element: count<ElementId>('element'),
  taskManager: count<TaskManagerId>('TaskManager'),
  keyGroup: count<KeyGroup>('key group'),
  blob: words<BlobId>('blob'),
  /** Virtual ms. */
  time: count<VirtualTime>('virtual ms'),
  duration: count('virtual ms'),
  eventTime: integer<EventTime>('event time, ms'),
  bytes: count('bytes'),
  count: count('count'),
  /** Index of an operator in its task's chain. */
  operator: count('operator in chain'),
  text: words('text'),
  flag: {
    type: 'true or false',
    accepts: (value): value is boolean => typeof value === 'boolean',
  } satisfies Field<boolean>,
} as const
