/** Names what an element goes back to, the same in every attempt: a source record, or a timer. */
import type { ElementId, OperatorId } from '../../model/index.ts'

export class Lineage {
  readonly #names = new Map<ElementId, string>()
  readonly #origins = new Map<string, ElementId>()

  set(origin: ElementId, name: string): void {
    this.#names.set(origin, name)
    this.#origins.set(name, origin)
  }

  of(origin: ElementId): string {
    return this.#names.get(origin) ?? `element ${origin}`
  }

  /** The newest element of that name; null where this run has none. */
  named(name: string): ElementId | null {
    return this.#origins.get(name) ?? null
  }
}

/**
 * What the world outside has seen: rows cannot be taken back, whatever the job does later. The
 * n-th row of one origin at one sink is the same row in every attempt.
 */
export class OutsideWorld {
  readonly #seen = new Map<string, number>()
  readonly #mails = new Set<string>()
  #inThisAttempt = new Map<string, number>()

  /** Whether a mail with that idempotency key was sent before; from now on it was. */
  knowsMail(sink: OperatorId, key: string): boolean {
    const id = `${sink} ${key}`
    if (this.#mails.has(id)) return true
    this.#mails.add(id)
    return false
  }

  /** A restore: rows are counted from the beginning again, what was seen stays seen. */
  attemptStarts(): void {
    this.#inThisAttempt = new Map()
  }

  /** Whether this sink had made this row before. */
  show(sink: OperatorId, lineage: string): boolean {
    const id = `${sink} ${lineage}`
    const count = (this.#inThisAttempt.get(id) ?? 0) + 1
    this.#inThisAttempt.set(id, count)
    if (count <= (this.#seen.get(id) ?? 0)) return true
    this.#seen.set(id, count)
    return false
  }
}
