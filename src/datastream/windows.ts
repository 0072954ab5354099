/** Windows: what records are grouped into. Flink: Window, TimeWindow, GlobalWindow. */
import { maxWatermark, MisuseError } from '../model/index.ts'
import { plusTime, remainderOf } from './window-time.ts'

/** A group of records that ends at some time. Flink: Window. */
export abstract class Window {
  /** The last moment that still belongs to it, in ms; results carry it as their timestamp. */
  abstract maxTimestamp(): number

  /** As Flink writes it. */
  abstract toString(): string
}

/** The records from `start` up to, and without, `end`, in ms (WIN-1). Flink: TimeWindow. */
export class TimeWindow extends Window {
  /** @internal */
  readonly start: number
  /** @internal */
  readonly end: number

  /** The window [start, end), in ms. */
  constructor(start: number, end: number) {
    super()
    this.start = start
    this.end = end
    Object.freeze(this)
  }

  /** The first moment that belongs to it, in ms. */
  getStart(): number {
    return this.start
  }

  /** The first moment that does not belong to it any more, in ms. */
  getEnd(): number {
    return this.end
  }

  /** The last moment that belongs to it: `end - 1`. */
  override maxTimestamp(): number {
    return plusTime(this.end, -1)
  }

  /** Whether the two overlap or touch: such session windows become one (WIN-7). */
  intersects(other: TimeWindow): boolean {
    return this.start <= other.end && this.end >= other.start
  }

  /** The smallest window that contains both. */
  cover(other: TimeWindow): TimeWindow {
    return new TimeWindow(Math.min(this.start, other.start), Math.max(this.end, other.end))
  }

  /** As Flink writes it. */
  override toString(): string {
    return `TimeWindow{start=${this.start}, end=${this.end}}`
  }

  /** The start of the window of that size which a timestamp falls into (WIN-1). */
  static getWindowStartWithOffset(timestamp: number, offset: number, windowSize: number): number {
    const remainder = remainderOf(timestamp, offset, windowSize)
    return plusTime(timestamp, remainder < 0 ? -(remainder + windowSize) : -remainder)
  }
}

/** The one window of all records of a key; it never ends (WIN-6). Flink: GlobalWindow. */
export class GlobalWindow extends Window {
  static readonly #only = new GlobalWindow()

  private constructor() {
    super()
    Object.freeze(this)
  }

  /** The only global window there is. */
  static get(): GlobalWindow {
    return GlobalWindow.#only
  }

  /** The end of time. Java: Long.MAX_VALUE; the greatest safe integer stands for it. */
  override maxTimestamp(): number {
    return maxWatermark
  }

  /** As Flink writes it. */
  override toString(): string {
    return 'GlobalWindow'
  }
}

const globalName = 'global'

/** @internal A window's name: the namespace of its state and timers. Flink: its serializer. */
export function windowName(window: Window): string {
  if (window instanceof TimeWindow) return `[${window.start}, ${window.end})`
  if (window instanceof GlobalWindow) return globalName
  throw new MisuseError('window_unknown', { got: nameOf(window) })
}

/** @internal The window of a name that {@link windowName} gave. */
export function windowOf(name: string): Window {
  if (name === globalName) return GlobalWindow.get()
  const [start, end] = name.slice(1, -1).split(', ')
  return new TimeWindow(Number(start), Number(end))
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return value.constructor.name
}
