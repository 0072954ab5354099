/** What identifies things, each with a type of its own; and the two clocks. */
import type { Brand } from '../base/index.ts'

/** Milliseconds of the simulated cluster's wall clock (Flink: processing time) since its start. */
export type VirtualTime = Brand<number, 'VirtualTime'>
/** Milliseconds of the data's own clock (Flink: event time), as the learner's code assigns it. */
export type EventTime = Brand<number, 'EventTime'>
/** A checkpoint's or savepoint's number; both draw from one counter, as in Flink. */
export type CheckpointId = Brand<number, 'CheckpointId'>
/** The position of an event in its trace, counted from 0. */
export type EventSeq = Brand<number, 'EventSeq'>
/** Flink: OperatorID, 32 hexadecimal digits; from the uid, or from the topology without one. */
export type OperatorId = Brand<string, 'OperatorId'>
/** A task (Flink: JobVertex, a chain of operators): its position in the job graph. */
export type VertexId = Brand<number, 'VertexId'>
/** One parallel instance of a task, numbered through the whole job in the order of its vertices. */
export type SubtaskId = Brand<number, 'SubtaskId'>
/** A connection from one subtask to another (Flink: ResultSubpartition and InputChannel). */
export type ChannelId = Brand<number, 'ChannelId'>
/** A simulated process with slots: 1, 2, 3, … as people say it. */
export type TaskManagerId = Brand<number, 'TaskManagerId'>
/** What travels through a channel: unique in a run. */
export type ElementId = Brand<number, 'ElementId'>
/** The group a key belongs to; state moves between subtasks in whole key groups. */
export type KeyGroup = Brand<number, 'KeyGroup'>
/**
 * Names bytes in checkpoint storage, relative to the run: `chk-3/…-0`, `chk-3/_metadata`. One that
 * begins with `/` is of another run: `/<run>/<blob>`.
 */
export type BlobId = Brand<string, 'BlobId'>
/** Decides every draw of a run: a 32-bit integer. */
export type Seed = Brand<number, 'Seed'>

/** Flink: Long.MIN_VALUE as the watermark before any; JavaScript's safe minimum stands for it. */
export const minWatermark = Number.MIN_SAFE_INTEGER as EventTime
/** Flink: Watermark.MAX_WATERMARK, the end of event time; the safe maximum stands for it. */
export const maxWatermark = Number.MAX_SAFE_INTEGER as EventTime
