/** What the shell needs of the world behind it; src/ui/main.ts brings it. */
import type { ConfigEntry, Misuse, SnapshotManifest } from '../model/index.ts'
import type { CompiledModule, Runner, RunPlan } from '../run/index.ts'
import type { ParsedScenario, Scenario } from '../scenario/index.ts'
import type { SnapshotStore } from './kept-snapshots.ts'
import type { Lessons } from './lesson/desk.svelte.ts'
import type { Files } from './workbench.svelte.ts'

/** What the learner was doing when the tab closed. */
export interface SavedWork {
  readonly scenario: Scenario
  /** The files of the run on the screen, which may be older than those typed. */
  readonly ran: Files
  readonly lesson: string | null
  /** Virtual ms of the cursor; null where nothing ran. */
  readonly at: number | null
  /** What gives the run again. */
  readonly branch: RunPlan | null
}

/** The learner's own scenario between two visits. Nothing in here fails: without storage nothing is kept. */
export interface WorkShelf {
  load(): Promise<SavedWork | null>
  save(work: SavedWork): Promise<void>
}

/** Compiled and checked, with what is worth saying; or what is wrong. */
export type PreparedFiles =
  | {
      readonly modules: readonly CompiledModule[]
      readonly configuration: readonly ConfigEntry[]
      readonly notices: readonly Misuse[]
    }
  | { readonly misuses: readonly Misuse[] }

export interface LinkPort {
  encode(scenario: Scenario): Promise<string>
  decode(hash: string): Promise<ParsedScenario>
}

/** Snapshots to and from files of the learner's computer. */
interface SnapshotFilePort {
  /** The file's bytes; `scenario`: the program that wrote it, where that is known. */
  pack(
    place: { readonly run: string; readonly manifest: SnapshotManifest },
    scenario: Scenario | null,
  ): Promise<Uint8Array<ArrayBuffer> | Misuse>
  /** What was in the file, and is kept in this browser from now on. */
  takeIn(bytes: Uint8Array): Promise<
    | {
        readonly run: string
        readonly manifest: SnapshotManifest
        readonly scenario: Scenario | null
      }
    | Misuse
  >
}

export interface Ports {
  readonly runner: Runner
  /** Runs that nobody keeps: they write nothing into checkpoint storage. */
  readonly trials: Runner
  /** Compiler and configuration reader; they are fetched when they are first needed. */
  tools(): Promise<void>
  /** Answers without `tools` for scenarios that were prepared when the page was built. */
  prepare(scenario: Scenario): PreparedFiles
  isPrepared(scenario: Scenario): boolean
  readonly work: WorkShelf
  readonly snapshots: SnapshotStore
  /** Fetched when asked for. */
  snapshotFiles(): Promise<SnapshotFilePort>
  readonly links: LinkPort
  readonly lessons: Lessons
}
