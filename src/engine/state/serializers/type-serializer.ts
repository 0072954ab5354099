/** Values as the bytes Flink's serializers write. Flink: TypeSerializer. */
import type { ByteSink, ByteSource } from '../lsm/coding.ts'

/** Writes and reads values of one type. What it reads ends where its own bytes end. */
export interface TypeSerializer {
  /** Whether null is a value it writes; others throw NullPointerException in Flink. */
  readonly takesNull: boolean
  /** The value is of the type. */
  write(value: unknown, to: ByteSink): void
  /** Throws a Corruption where the bytes are none of its own. */
  read(from: ByteSource): unknown
}
