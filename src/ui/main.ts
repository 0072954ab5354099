/** Svelte, D3 and Monaco; draws what projections answer, sends what the learner does. */
import { mount } from 'svelte'
import prepared, { lessonIds } from 'virtual:prepared'
import type { ExecutablePlan, RunBlobs } from '../run/index.ts'
import { defaultScenario, type Scenario } from '../scenario/index.ts'
import { frameRunner, TrialBlobs, wholeGuest } from '../sandbox/index.ts'
import type { Frames } from '../sandbox/host/frames.ts'
import type * as Prepare from '../sandbox/prepare.ts'
import { blobsOfRun, openStorage } from '../storage/index.ts'
import App from './App.svelte'
import { Lab } from './lab.svelte.ts'
import { later } from './later.ts'
import type { Ports } from './ports.ts'
import { RunNames } from './run-names.ts'
import { workShelf } from './work-shelf.ts'

type Tools = typeof Prepare

let lab: Lab | null = null
const storage = openStorage({
  reading: () => later.get('reading'),
  seldom: () => later.get('seldom'),
  notify: (notice) => {
    lab?.notices.storage(notice)
    // The draft went with it; the screen still has it.
    if (notice.fault === 'lost') lab?.work.keepSoon()
  },
})
const names = new RunNames((run) => void storage.blobs.forget(run))
let tools: Tools | null = null
let whole: string | null = null

/** Once it is here every run has it. */
const loadWhole = async (core: string): Promise<string> => {
  whole ??= wholeGuest(core, (await later.get('guestRest')).default)
  return whole
}

/** Every start of a run has a folder of its own in checkpoint storage. */
function blobsOf({ plan }: ExecutablePlan): RunBlobs {
  return blobsOfRun(storage.blobs, names.next(plan))
}

function isDefault({ files }: Scenario): boolean {
  const names = Object.keys(files)
  return (
    names.length === Object.keys(defaultScenario.files).length &&
    names.every((name) => files[name] === defaultScenario.files[name])
  )
}

/** What the newcomer's job needs is in the core of the guest; anything else begins with all of it. */
function guestFrom({ guest: core }: Frames) {
  return (executable: ExecutablePlan | null): string | null | Promise<string> => {
    if (whole !== null) return whole
    const isPrepared =
      executable !== null &&
      'modules' in prepared &&
      executable.modules === prepared.modules &&
      executable.configuration === prepared.configuration &&
      executable.plan.restoreFrom === null
    return isPrepared ? null : loadWhole(core)
  }
}

const trialBlobs = () => new TrialBlobs(blobsOfRun(storage.blobs, 'trial'))

const portsWith = (frames: Frames): Ports => ({
  runner: frameRunner({ frames, blobs: blobsOf, whole: guestFrom(frames) }),
  trials: frameRunner({ frames, blobs: trialBlobs, whole: guestFrom(frames) }),
  tools: async () => {
    tools ??= await later.get('tools')
  },
  prepare: (scenario: Scenario) => {
    if (isDefault(scenario)) return prepared
    if (tools === null) throw new Error('the compiler is asked before it is there')
    return tools.prepareScenario(scenario)
  },
  isPrepared: (scenario) => tools !== null || isDefault(scenario),
  work: workShelf(storage, names),
  snapshots: storage.blobs,
  snapshotFiles: async () => (await later.get('snapshotFile')).snapshotFiles(storage.blobs),
  links: {
    encode: async (scenario) => (await later.get('links')).encodeLink(scenario),
    decode: async (hash) => {
      const { openLink } = await later.get('linkOpener')
      return later.insist(() => openLink(hash))
    },
  },
  lessons: {
    ids: lessonIds,
    open: async (id) => {
      const { openLesson } = await later.get('lessons')
      return later.insist(() => openLesson(id, storage.shelf))
    },
  },
})

/** The page has drawn what there is, or has had time for it. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    const wait = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200))
    wait(() => resolve(), { timeout: 2_000 })
  })
}

/** Shows the playground; `frames`: where its runs will happen. */
export function open(frames: Frames): void {
  const target = document.querySelector('#app')
  if (target === null) return
  const opened = new Lab(portsWith(frames))
  lab = opened
  mount(App, { target, props: { lab: opened } })
  opened.reference.follow(location.hash)
  void opened.work.begin(location.hash).then(async () => {
    await idle()
    await later.fetchAll(() => loadWhole(frames.guest))
    if (opened.screen.layout !== 'phone') opened.editor.loadWhenIdle()
    void storage.sweep()
  })
  addEventListener('pagehide', () => opened.hidden())
  addEventListener('hashchange', ({ oldURL }) => {
    const { hash } = location
    if (!opened.reference.follow(hash, new URL(oldURL).hash)) void opened.work.begin(hash)
  })
}
