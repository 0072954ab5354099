/** Starting the code as it stands from a snapshot that is kept in this browser. */
import {
  backendOf,
  type JobGraph,
  type NativeBackend,
  type RestoreSettings,
  type Seed,
  type VirtualTime,
} from '../model/index.ts'
import type { CheckpointRow, ClusterView } from '../projection/index.ts'
import type { Scenario } from '../scenario/index.ts'
import type { Session } from '../session/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { KeptSnapshot } from './dialogs/kept.ts'
import { keptName } from './dialogs/kept.ts'
import { keptSnapshots } from './kept-snapshots.ts'
import type { Notices } from './notices.svelte.ts'
import type { Ports } from './ports.ts'
import type { Files, Workbench } from './workbench.svelte.ts'
import { laterWords } from './later-words.ts'
import { words } from './words.ts'

/** The job graph of the code with its backend, or why there is none. */
export type CodeGraph =
  { readonly graph: JobGraph; readonly backend: NativeBackend } | { readonly trouble: string }

/** Real ms after which code that builds no job graph is given up. */
const longestLook = 5_000

/** What of the screen a restore needs to know, and changes. */
interface RestoreSurroundings {
  readonly view: ClusterView
  readonly snapshots: readonly CheckpointRow[]
  readonly notices: Notices
  readonly work: {
    readonly bench: Workbench
    readonly scenario: Scenario
    readyFor(scenario: Scenario): Promise<void>
    ranWith(scenario: Scenario): void
  }
}

export interface RestoreParts {
  readonly around: RestoreSurroundings
  readonly session: Session
  readonly ports: Ports
}

export class Restoring {
  readonly #parts: RestoreParts

  constructor(parts: RestoreParts) {
    this.#parts = parts
  }

  async kept(): Promise<readonly KeptSnapshot[]> {
    const found = await keptSnapshots(this.#parts.ports.snapshots)
    const { snapshots } = this.#parts.around
    return found.map((one) => ({ ...one, here: isHere(one) }))

    function isHere({ manifest }: KeptSnapshot): boolean {
      return snapshots.some(
        (row) => row.checkpoint === manifest.checkpoint && row.triggeredAt === manifest.triggeredAt,
      )
    }
  }

  async remove(snapshot: KeptSnapshot): Promise<void> {
    await this.forget(snapshot)
    this.#parts.around.notices.show(laterWords.announce.deleted(keptName(snapshot)))
  }

  /** What the code in the editor builds: of the run on the screen where nothing was edited. */
  async graphOfCode(): Promise<CodeGraph> {
    const { around, ports } = this.#parts
    const { graph, settings } = around.view
    if (!around.work.bench.dirty && graph !== null && settings !== null)
      return { graph, backend: backendOf(settings) }
    const scenario = { ...around.work.scenario, files: around.work.bench.files }
    await around.work.readyFor(scenario)
    const prepared = ports.prepare(scenario)
    if ('misuses' in prepared) {
      const isConfig = prepared.misuses.every(({ at }) => /\.ya?ml$/.test(at?.file ?? ''))
      return { trouble: isConfig ? laterWords.configNotRead : laterWords.codeNotCompiled }
    }
    return new Promise((answer) => {
      const plan = {
        scenario: { ...scenario, script: [] },
        seed: scenario.seed as Seed,
        commands: [],
        restoreFrom: null,
        startAt: 0 as VirtualTime,
      }
      const finish = (found: CodeGraph): void => {
        clearTimeout(timer)
        answer(found)
        queueMicrotask(() => run.terminate())
      }
      const timer = setTimeout(() => finish({ trouble: 'The code builds no job.' }), longestLook)
      const run = ports.runner.start(
        { plan, ...prepared },
        {
          traced: (batch) => {
            const submitted = batch.find(isSubmitted)
            if (submitted === undefined) return
            finish({ graph: submitted.graph, backend: backendOf(submitted.settings) })
          },
          requested: () => undefined,
          paused: () => undefined,
          crashed: () =>
            finish({ trouble: 'The code in the editor does not build a job. Run it to see why.' }),
        },
      )
      run.advance(0 as VirtualTime)
    })
  }

  /** Starts; the clock of the cluster goes on from where it stands. */
  async start(snapshot: KeptSnapshot, settings: RestoreSettings): Promise<void> {
    const { around } = this.#parts
    if (!(await this.run(snapshot, around.work.bench.files, settings))) return
    around.notices.show(`Started from ${keptName(snapshot)}.`)
  }

  /** The program that wrote a snapshot, instead of the one on the screen, which an undo brings back. */
  async openProgram(scenario: Scenario): Promise<void> {
    const { around } = this.#parts
    const { bench, scenario: before } = around.work
    const own = { ...before, files: bench.files }
    if (!(await this.#open({ ...scenario, script: [] }))) return
    around.notices.show(laterWords.snapshotFile.programOpened, {
      action: { label: words.announce.undo, run: () => void this.#open(own) },
    })
  }

  async #open(scenario: Scenario): Promise<boolean> {
    const { around, session } = this.#parts
    await around.work.readyFor(scenario)
    if (!session.open(scenario)) return false
    around.work.ranWith(scenario)
    return true
  }

  /** The scenario of the run on the screen, which wrote the snapshots that are `here`. */
  get scenarioOfRun(): Scenario | null {
    return this.#parts.session.branch?.plan.scenario ?? null
  }

  /** Runs these files, from a snapshot or from nothing; false where they are refused. */
  async run(
    snapshot: KeptSnapshot | null,
    files: Files,
    settings: RestoreSettings,
  ): Promise<boolean> {
    const { around, session } = this.#parts
    const scenario: Scenario = { ...around.work.scenario, files }
    if (snapshot === null) return this.#open(scenario)
    await around.work.readyFor(scenario)
    const { manifest, run } = snapshot
    const goesOn = { ...scenario, script: [] }
    if (!session.restoreFrom(goesOn, { manifest, run, ...settings })) return false
    around.work.ranWith(goesOn)
    return true
  }

  /** Deletes it, and says nothing; with it what a repetition of its run wrote to the same place. */
  async forget({ run, manifest: { checkpoint, path, triggeredAt } }: KeptSnapshot): Promise<void> {
    const { snapshots } = this.#parts.ports
    const found = await snapshots.snapshots()
    const same = (typeof found === 'string' ? [] : found).filter(
      ({ manifest }) => manifest.path === path && manifest.triggeredAt === triggeredAt,
    )
    await snapshots.deleteManifest(run, checkpoint)
    if (path === undefined) return
    for (const one of same) await snapshots.deleteManifest(one.run, one.manifest.checkpoint)
  }
}

type Submitted = Extract<TraceEvent, { kind: 'job-submitted' }>
const isSubmitted = (event: TraceEvent): event is Submitted => event.kind === 'job-submitted'
