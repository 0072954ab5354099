/** A channel as the cluster's view has it, with what is in it. */
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  SubtaskId,
  VirtualTime,
  WatermarkStatus,
} from '../model/index.ts'
import type { KeyLabel } from './key-letters.ts'

export interface ChannelView {
  readonly id: ChannelId
  readonly from: SubtaskId
  readonly to: SubtaskId
  readonly edge: number
  /** The channel's number among the receiver's inputs. */
  readonly input: number
  readonly capacity: number
  /** Oldest first: in the lane, on the wire (`due` ahead of now), then waiting at the sender (`due` null). */
  readonly elements: readonly ElementView[]
  /** Set while the receiver does not read it; the barrier stands at the head of the lane. */
  readonly blocked: { readonly checkpoint: CheckpointId; readonly since: VirtualTime } | null
  /** Set when an end of it is gone; then `elements` are the ghosts of what was lost. */
  readonly lostAt: VirtualTime | null
  /** The last watermark read from it; null before any. */
  readonly watermark: EventTime | null
  /** Whether its sender is idle: the receiver does not wait for it. */
  readonly idle: boolean
  /** The receiver has read it to its end. */
  readonly ended: boolean
}

interface OnItsWay {
  readonly id: ElementId
  /** The event that put it into the channel. */
  readonly seq: EventSeq
  readonly emittedAt: VirtualTime
  /** When it left the sender; equal to `emittedAt` unless it waited for credit. */
  readonly sentAt: VirtualTime
  /** When it reaches the receiver's lane; null: it waits at the sender. */
  readonly due: VirtualTime | null
  /** The pending checkpoint whose snapshot it is part of, as data that a barrier overtook; else null. */
  readonly persistedIn: CheckpointId | null
}

export type ElementView =
  | (OnItsWay & {
      readonly kind: 'record'
      readonly origin: ElementId
      readonly label: KeyLabel | null
      readonly value: string
      readonly timestamp: EventTime | null
      readonly replayed: boolean
    })
  | (OnItsWay & { readonly kind: 'watermark'; readonly watermark: EventTime })
  | (OnItsWay & { readonly kind: 'watermark-status'; readonly status: WatermarkStatus })
  | (OnItsWay & {
      readonly kind: 'barrier'
      readonly checkpoint: CheckpointId
      /** It goes ahead of data in the receiver's lane. */
      readonly overtakes: boolean
    })
  | (OnItsWay & { readonly kind: 'cancel-marker'; readonly checkpoint: CheckpointId })
  /** No record follows. `drain`: the input has ended; otherwise the sender is stopped. */
  | (OnItsWay & { readonly kind: 'end-of-data'; readonly drain: boolean })
  | (OnItsWay & { readonly kind: 'end-of-partition' })
