/** One source after the other, as one. Flink: org.apache.flink.connector.base.source.hybrid. */
import { MisuseError } from '../model/index.ts'
import type { PartPlan } from './connector-plans.ts'
import { KafkaSource } from './kafka-source.ts'
import { installRefusals } from './refusals.ts'
import { type BoundedSource, setSourceSettings, sourceSettings } from './sources.ts'

/** One of the sources, as `fromSource` needs to know it. */
interface Successor {
  readonly bounded: boolean
  /** The learner's objects in it. */
  readonly parts: readonly object[]
  readonly reader: (parts: readonly unknown[]) => PartPlan
}

/**
 * Reads one source to its end, then the next; the last may go on for ever. Until the last one, it is in
 * backlog (SRC-15). Flink: HybridSource.
 */
export class HybridSource<T> {
  /** Exists for the compiler alone: what the source gives. */
  declare protected readonly typeOfRecords: T

  private constructor(sources: readonly Successor[]) {
    setSourceSettings(this, {
      source: 'hybrid',
      bounded: sources.at(-1)?.bounded === true,
      parts: sources.flatMap(({ parts }) => parts),
      reader: (fresh) => {
        let from = 0
        const readers = sources.map(({ parts, reader }) =>
          reader(fresh.slice(from, (from += parts.length))),
        )
        return { kind: 'hybrid', readers }
      },
    })
  }

  /**
   * Begins with the source that is read first.
   *
   * @throws hybrid_source_expected
   */
  static builder<T>(firstSource: KafkaSource<T> | BoundedSource<T>): HybridSourceBuilder<T> {
    return new HybridSourceBuilder<T>([successor(firstSource, 'HybridSource.builder')])
  }

  /** @internal */
  static make<T>(sources: readonly Successor[]): HybridSource<T> {
    return new HybridSource<T>(sources)
  }
}

/** Makes a hybrid source: add the sources in the order they are read. Flink: HybridSource.HybridSourceBuilder. */
export class HybridSourceBuilder<T> {
  readonly #sources: readonly Successor[]

  /** @internal */
  constructor(sources: readonly Successor[]) {
    this.#sources = sources
  }

  /**
   * What is read behind those before it, all of which must end. Simplified: Flink also takes a factory
   * that makes the source when its turn comes.
   *
   * @throws hybrid_source_expected, hybrid_source_unbounded
   */
  addSource(source: KafkaSource<T> | BoundedSource<T>): HybridSourceBuilder<T> {
    const next = successor(source, 'addSource')
    if (this.#sources.at(-1)?.bounded === false) throw new MisuseError('hybrid_source_unbounded')
    return new HybridSourceBuilder<T>([...this.#sources, next])
  }

  /** The finished source. */
  build(): HybridSource<T> {
    return HybridSource.make<T>(this.#sources)
  }
}

installRefusals(HybridSourceBuilder.prototype, 'HybridSourceBuilder')

function successor(source: unknown, call: string): Successor {
  if (source instanceof KafkaSource) {
    const { topics, groupId, start, bounded, schema } = KafkaSource.settingsOf(source)
    return {
      bounded,
      parts: [schema],
      reader: ([fresh]) => ({
        kind: 'kafka',
        ...{ topics, groupId, start, bounded },
        deserialize: (record, out) => {
          ;(fresh as typeof schema).deserialize(record, out)
        },
      }),
    }
  }
  const known = sourceSettings(source)
  if (known === undefined || known.source === 'hybrid')
    throw new MisuseError('hybrid_source_expected', { call })
  return { bounded: true, parts: known.parts, reader: known.reader as Successor['reader'] }
}
