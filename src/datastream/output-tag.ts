/** Names a side output. Flink: org.apache.flink.util.OutputTag. */
import { MisuseError } from '../model/index.ts'
import { TypeInformation } from './types.ts'
import { unchanging } from './unchanging.ts'

/**
 * Names a side output of records of type `X`: an operator emits into it by `ctx.output(tag, value)`,
 * and `getSideOutput(tag)` reads it. Two tags of one name are the same output. Flink: OutputTag.
 */
export class OutputTag<X> {
  /** Exists for the compiler alone: what the output's records are. */
  declare protected readonly typeOfRecords: X
  readonly #id: string

  /**
   * @param id the name of the output, unique within an operator
   * @param type what the records are; taken, and not needed here
   */
  constructor(id: string, type?: TypeInformation<X>) {
    if (typeof id !== 'string' || id === '') {
      const got = id === '' ? 'an empty string' : typeof id
      throw new MisuseError('text_expected', { what: 'new OutputTag', got })
    }
    if (type !== undefined && !(type instanceof TypeInformation)) {
      throw new MisuseError('type_expected', { what: `new OutputTag('${id}', …)` })
    }
    this.#id = id
    Object.freeze(this)
  }

  /** The output's name. */
  getId(): string {
    return this.#id
  }
}

/** The tag, once it is seen to be one. */
export function outputTag<X>(tag: OutputTag<X>, call: string): OutputTag<X> {
  if (!(tag instanceof OutputTag)) throw new MisuseError('output_tag_expected', { call })
  return tag
}

unchanging(OutputTag)
