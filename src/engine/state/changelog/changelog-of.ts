/** The changelog of an operator’s keyed state, with its log and its materialisation. */
import type { ChangelogSettings, CheckpointId } from '../../../model/index.ts'
import type { KeyedStateBackend } from '../backend.ts'
import type { StateSite } from '../state-scope.ts'
import { ChangelogKeyedStateBackend } from './changelog-backend.ts'
import { type ChangelogWriter, InMemoryChangelogWriter } from './changelog-writer.ts'
import { Changelog, type ChangelogSnapshot } from './changelog.ts'
import { FsChangelogWriter } from './fs-changelog-writer.ts'
import type { RestoredChangelog } from './changelog-part.ts'
import { type MaterializedState, Materializer } from './materializer.ts'

export class ChangelogOf {
  /** What the operator's state is asked through. */
  readonly backend: KeyedStateBackend
  readonly #changelog: Changelog
  readonly #materializer: Materializer

  constructor(
    site: StateSite,
    settings: ChangelogSettings,
    inner: KeyedStateBackend,
    state: MaterializedState,
  ) {
    const { node, index, execution, sim } = site
    // No two of a run, nor of a run and one that goes on from its snapshots, have the same.
    const name = `${node.id}-${index}-${execution.id}-${sim.now}`
    this.#changelog = new Changelog(inner, writerOf(site, settings, name), (upTo, deleted) => {
      const { subtask, position: operator } = site
      const files = deleted.map(({ blob, bytes }) => ({ file: blob, bytes }))
      sim.record({ kind: 'changelog-truncated', subtask, operator, upTo, files }, null)
    })
    this.#materializer = new Materializer(site, {
      settings,
      changelog: this.#changelog,
      state,
      name,
    })
    this.backend = new ChangelogKeyedStateBackend(inner, this.#changelog)
  }

  restore(taken: readonly RestoredChangelog[]): void {
    this.#changelog.restore(taken)
  }

  open(): void {
    this.#changelog.open()
    this.#materializer.start()
  }

  snapshot(checkpoint: CheckpointId): ChangelogSnapshot {
    return this.#changelog.snapshot(checkpoint)
  }

  completed(checkpoint: CheckpointId): void {
    const materialization = this.#changelog.completed(checkpoint)
    if (materialization !== null) this.#materializer.confirmed(materialization)
  }

  subsumed(checkpoint: CheckpointId): void {
    this.#changelog.subsumed(checkpoint)
  }

  close(): void {
    this.#changelog.close()
    this.#materializer.close()
  }
}

function writerOf(site: StateSite, settings: ChangelogSettings, name: string): ChangelogWriter {
  if (settings.storage === 'memory') return new InMemoryChangelogWriter()
  const { sim, elsewhere, subtask, position: operator } = site
  const { preemptivePersistThreshold, persistDelay } = settings
  return new FsChangelogWriter({
    sim,
    elsewhere,
    name,
    preemptivePersistThreshold,
    persistDelay,
    told: ({ files, bytes, due: until }, ahead) => {
      const told = files.map(({ blob, bytes: size }) => ({ file: blob, bytes: size }))
      sim.record(
        { kind: 'changelog-persisted', subtask, operator, ahead, bytes, files: told, until },
        null,
      )
    },
  })
}
