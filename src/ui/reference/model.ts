/** What the reference says: made of datastream.d.ts, refusals.ts and SEMANTICS.md by scripts/reference. */

export interface Reference {
  readonly groups: readonly Group[]
  /** In the order of their groups, by name within a group. */
  readonly names: readonly NameEntry[]
  readonly rules: readonly RuleEntry[]
  readonly refused: readonly RefusedEntry[]
}

/** A part of the API that one page of Flink's documentation is about. */
export interface Group {
  readonly title: string
  /** Of Flink's documentation; null where nothing of Flink's is meant. */
  readonly page: string | null
}

export type NameKind = 'class' | 'interface' | 'function' | 'constant' | 'type'

/** A name that `import … from 'flink'` gives. */
export interface NameEntry {
  readonly name: string
  readonly kind: NameKind
  /** Title of its group. */
  readonly group: string
  /** Its declaration without members, as TypeScript. */
  readonly signature: string
  /** Names of 'flink' whose members it has too. */
  readonly inherits: readonly string[]
  readonly doc: Doc
  readonly members: readonly MemberEntry[]
}

/** A method with all its overloads, a property, or the constructor. */
export interface MemberEntry {
  readonly name: string
  readonly isStatic: boolean
  readonly overloads: readonly Overload[]
}

interface Overload {
  readonly signature: string
  readonly doc: Doc
}

/** A docstring in its parts. Texts are Markdown, of one line, with links to other entries. */
export interface Doc {
  readonly paragraphs: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly text: string }[]
  /** Flink's class or method; null where the docstring names none. */
  readonly flink: string | null
  /** A class of the Java library. */
  readonly java: string | null
  /** Barrier Lab's own: Flink has nothing of the kind. */
  readonly isOwn: boolean
  /** Of numbers in it: ms, bytes. */
  readonly units: readonly string[]
  /** Rules of SEMANTICS.md that it cites. */
  readonly rules: readonly string[]
  /** Codes of the messages that a wrong call is answered with. */
  readonly codes: readonly string[]
}

/** A rule of SEMANTICS.md. */
export interface RuleEntry {
  readonly id: string
  /** Title of its section. */
  readonly section: string
  readonly text: string
  /** Where Flink says so. */
  readonly flink: string
  /** How it is simplified here, or that it is not. */
  readonly here: string
  /** Notes on Flink's source that the rule was checked against, as far as docs/rules has something to say of them. */
  readonly notes: readonly RuleNote[]
}

export interface RuleNote {
  readonly id: string
  readonly state: 'here' | 'simplified' | 'absent'
  readonly remark: string
}

/** What Flink has or had, and this product refuses by name. */
export interface RefusedEntry {
  /** With its owner: `DataStream.addSink`. */
  readonly name: string
  /** The way of Flink 2.x; null: Flink has it, and a later version of this product brings it. */
  readonly instead: string | null
}
