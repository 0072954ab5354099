/**
 * Runs that are open in some tab, so that no tab takes the files they work with. A tab holds a lock for
 * each of its runs until it closes; a browser without locks knows none, and age alone decides.
 */
const prefix = 'run '

export interface LiveRuns {
  /** This tab has the run. */
  began(run: string): void
  /** The runs of all tabs. */
  all(): Promise<ReadonlySet<string>>
}

export function liveRuns(): LiveRuns {
  const held = new Set<string>()
  // The types promise it; not every browser has it.
  const locks = navigator.locks as LockManager | undefined
  return {
    began: (run) => {
      if (held.has(run)) return
      held.add(run)
      // It is never given back: the browser does that when the tab is gone.
      void locks?.request(prefix + run, { mode: 'shared' }, () => new Promise(() => undefined))
    },
    all: async () => {
      const { held: everywhere = [] } = (await locks?.query()) ?? {}
      const names = everywhere.map(({ name = '' }) => name)
      const others = names.filter((name) => name.startsWith(prefix))
      return new Set([...held, ...others.map((name) => name.slice(prefix.length))])
    },
  }
}

/** For who is alone: tests, and what is gone with the tab. */
export const noLiveRuns: LiveRuns = {
  began: () => undefined,
  all: async () => new Set(),
}
