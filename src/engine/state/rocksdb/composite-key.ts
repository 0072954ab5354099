/**
 * Under which bytes an entry stands: key group, key, namespace and, in a map, the user key. All of a
 * key group stand together, and so do all of a key. Flink: SerializedCompositeKeyBuilder,
 * CompositeKeySerializationUtils (RB-3, RB-4).
 */
import { TimeWindow, windowName, windowOf } from '../../../datastream/index.ts'
import type { KeyGroup } from '../../../model/index.ts'
import type { KeyContext, Namespace } from '../backend.ts'
import { voidNamespace } from '../backend.ts'
import { ByteSink, ByteSource } from '../lsm/coding.ts'
import { readLong, writeLong } from '../serializers/data-output.ts'
import { readString, writeString } from '../serializers/scalars.ts'
import type { TypeSerializer } from '../serializers/type-serializer.ts'

/** More key groups do not fit into one byte. */
const groupsOfOneByte = 128

/** What namespaces are told apart by here; in Flink a state has namespaces of one type. */
const namespaces = { void: 0, timeWindow: 1, other: 2 } as const

export interface ParsedKey {
  readonly keyGroup: KeyGroup
  readonly key: unknown
  readonly namespace: Namespace
  /** What is left: the user key of a map. */
  readonly rest: ByteSource
}

/** How keys of the stream become bytes and texts. */
export interface StreamKeys {
  readonly serializer: TypeSerializer
  /** The text by which the key is known everywhere else. */
  encode(key: unknown): string
}

export class CompositeKeys {
  readonly #prefixLength: 1 | 2
  readonly #keys: StreamKeys

  constructor(maxParallelism: number, keys: StreamKeys) {
    this.#prefixLength = maxParallelism > groupsOfOneByte ? 2 : 1
    this.#keys = keys
  }

  /** The bytes of an entry, or what those of a map begin with. */
  of({ keyGroup, key }: KeyContext, namespace: Namespace): Uint8Array {
    return this.#sinkOf({ keyGroup, key }, namespace).finish()
  }

  /** What all entries of a key begin with. */
  prefixOf({ keyGroup, key }: KeyContext): Uint8Array {
    const sink = new ByteSink()
    this.#writeGroup(keyGroup, sink)
    this.#keys.serializer.write(key, sink)
    return sink.finish()
  }

  /** The bytes of an entry of a map. */
  ofUserKey(under: KeyContext, namespace: Namespace, write: (to: ByteSink) => void): Uint8Array {
    const sink = this.#sinkOf(under, namespace)
    write(sink)
    return sink.finish()
  }

  /** Of a timer: its key group, its time, then key and namespace (RB-20). */
  ofTimer({ keyGroup, key }: KeyContext, namespace: Namespace, timestamp: number): Uint8Array {
    const sink = new ByteSink()
    this.#writeGroup(keyGroup, sink)
    // With the sign turned around, negative times come first.
    writeLong(BigInt.asIntN(64, BigInt(timestamp) ^ (1n << 63n)), sink)
    this.#keys.serializer.write(key, sink)
    writeNamespace(namespace, sink)
    return sink.finish()
  }

  /** Reads what {@link of} and {@link ofUserKey} wrote. */
  parse(bytes: Uint8Array): ParsedKey {
    const rest = new ByteSource(bytes)
    let keyGroup = rest.byte()
    if (this.#prefixLength === 2) keyGroup = keyGroup * 0x100 + rest.byte()
    const key = this.#keys.serializer.read(rest)
    return { keyGroup: keyGroup as KeyGroup, key, namespace: readNamespace(rest), rest }
  }

  /** In which key group an entry stands. */
  keyGroupOf(bytes: Uint8Array): KeyGroup {
    const [first = 0, second = 0] = bytes
    return (this.#prefixLength === 2 ? first * 0x100 + second : first) as KeyGroup
  }

  contextOf({ keyGroup, key }: ParsedKey): KeyContext {
    return { keyGroup, key, encoded: this.#keys.encode(key) }
  }

  #sinkOf({ keyGroup, key }: Pick<KeyContext, 'keyGroup' | 'key'>, namespace: Namespace): ByteSink {
    const sink = new ByteSink()
    this.#writeGroup(keyGroup, sink)
    this.#keys.serializer.write(key, sink)
    writeNamespace(namespace, sink)
    return sink
  }

  #writeGroup(keyGroup: number, to: ByteSink): void {
    if (this.#prefixLength === 2) to.byte(keyGroup >>> 8)
    to.byte(keyGroup & 0xff)
  }
}

const isTimeWindow = /^\[-?\d+, -?\d+\)$/

function writeNamespace(namespace: Namespace, to: ByteSink): void {
  if (namespace === voidNamespace) to.byte(namespaces.void)
  else if (isTimeWindow.test(namespace)) {
    const { start, end } = windowOf(namespace) as TimeWindow
    to.byte(namespaces.timeWindow)
    writeLong(start, to)
    writeLong(end, to)
  } else {
    to.byte(namespaces.other)
    writeString(namespace, to)
  }
}

function readNamespace(from: ByteSource): Namespace {
  switch (from.byte()) {
    case namespaces.void:
      return voidNamespace
    case namespaces.timeWindow:
      return windowName(new TimeWindow(Number(readLong(from)), Number(readLong(from))))
    default:
      return readString(from) ?? voidNamespace
  }
}
