/** What the run on the screen can be compared with. */
import { withConfigEntry } from '../../compile/index.ts'
import { configFile, configOption, type JobSettings, type Misuse } from '../../model/index.ts'
import type { ExecutablePlan, RunPlan } from '../../run/index.ts'
import {
  failuresIn,
  type Pair,
  planWith,
  type Session,
  withoutFailures,
} from '../../session/index.ts'
import { plural, seconds } from '../format.ts'
import type { Ports } from '../ports.ts'
import type { Files } from '../workbench.svelte.ts'

/** What of the playground a comparison begins from. */
export interface Surroundings {
  readonly parts: { readonly session: Session; readonly ports: Ports }
  readonly work: { readonly bench: { readonly dirty: boolean; readonly files: Files } }
  readonly view: { readonly settings: JobSettings | null }
  readonly branches: readonly { readonly name: string; readonly from: number | null }[]
}

/** Two runs, and how they are told apart. */
export interface Versus {
  readonly title: string
  readonly executables: Pair<ExecutablePlan>
  readonly labels: Pair<Label>
  /** The setting that differs, and the call that may set it in the code; null: something else does. */
  readonly setting: Setting | null
}

export interface Label {
  /** Null: it is called by its settings, once they are known. */
  readonly name: string | null
  readonly detail: string
}

export interface Setting {
  readonly of: 'checkpoints' | 'backend'
  readonly setters: readonly string[]
}

export interface Choice {
  readonly id: string
  readonly group: 'Checkpoints' | 'State' | 'What happens' | 'Another run'
  readonly title: string
  readonly note: string
  /** Why it cannot be chosen; null: it can. */
  readonly missing: string | null
  /** The other plan. */
  readonly plan: (run: RunPlan, seed: number) => RunPlan
  readonly labels: (run: RunPlan, other: RunPlan) => Pair<Label>
  readonly setting: Setting | null
}

type Options = Readonly<Record<string, string>>

const unaligned = 'execution.checkpointing.unaligned.enabled'
const timeout = 'execution.checkpointing.aligned-checkpoint-timeout'
const mode = 'execution.checkpointing.mode'
const backend = 'state.backend.type'
const incremental = 'execution.checkpointing.incremental'

/** What is called by the settings it runs with. */
export function nameOf({ of }: Setting, settings: JobSettings): string {
  if (of === 'backend') return settings.backend
  const { mode, unaligned, alignedTimeout } = settings.checkpoints
  if (mode === 'AT_LEAST_ONCE') return 'At least once'
  if (!unaligned) return 'Aligned'
  return alignedTimeout > 0 ? 'Aligned with timeout' : 'Unaligned'
}

/** The files with these options in config.yaml. */
function configured(files: Files, options: Options): Files {
  let text = files[configFile] ?? ''
  for (const [key, value] of Object.entries(options))
    text = withConfigEntry(text, [key, ...(configOption(key)?.old ?? [])], value)
  return { ...files, [configFile]: text }
}

interface SettingChoice {
  readonly id: string
  readonly title: string
  readonly note: string
  readonly options: Options
  readonly of: Setting['of']
  readonly key: string
}

const settingChoices: readonly SettingChoice[] = [
  {
    id: 'aligned',
    title: 'Aligned',
    note: 'a barrier waits for its turn, and for the barriers of the other channels',
    options: { [mode]: 'EXACTLY_ONCE', [unaligned]: 'false' },
    of: 'checkpoints',
    key: unaligned,
  },
  {
    id: 'unaligned',
    title: 'Unaligned',
    note: 'a barrier overtakes what is queued, which becomes part of the snapshot',
    options: { [mode]: 'EXACTLY_ONCE', [unaligned]: 'true', [timeout]: '0 ms' },
    of: 'checkpoints',
    key: unaligned,
  },
  {
    id: 'timeout',
    title: 'Aligned with timeout',
    note: 'aligned, and unaligned from 1 s on',
    options: { [mode]: 'EXACTLY_ONCE', [unaligned]: 'true', [timeout]: '1000 ms' },
    of: 'checkpoints',
    key: timeout,
  },
  {
    id: 'at-least-once',
    title: 'At least once',
    note: 'no channel waits; after a failure records count twice',
    options: { [mode]: 'AT_LEAST_ONCE', [unaligned]: 'false' },
    of: 'checkpoints',
    key: mode,
  },
  {
    id: 'hashmap',
    title: 'State on the heap',
    note: 'objects in memory, written whole',
    options: { [backend]: 'hashmap', [incremental]: 'false' },
    of: 'backend',
    key: backend,
  },
  {
    id: 'rocksdb',
    title: 'State in RocksDB',
    note: 'bytes in files, of which a checkpoint writes only the new ones',
    options: { [backend]: 'rocksdb', [incremental]: 'true' },
    of: 'backend',
    key: backend,
  },
]

const setters: Readonly<Record<Setting['of'], readonly string[]>> = {
  checkpoints: [
    ...['enableUnalignedCheckpoints', 'setCheckpointingMode', 'setCheckpointingConsistencyMode'],
    ...['setAlignedCheckpointTimeout', 'enableCheckpointing'],
  ],
  backend: ['setStateBackend'],
}

function ofSetting(one: SettingChoice, settings: JobSettings | null): Choice {
  const { id, title, note, options, of, key } = one
  const setting = { of, setters: setters[of] }
  const now = settings === null ? null : nameOf(setting, settings)
  const isNow = now === (of === 'backend' ? options[backend] : title)
  return {
    id,
    group: of === 'backend' ? 'State' : 'Checkpoints',
    title,
    note,
    missing: isNow ? 'as this run has it' : null,
    plan: (run) => planWith(run, { files: configured(run.scenario.files, options) }),
    labels: () => [
      { name: null, detail: short(key, settings === null ? '?' : valueNow(key, settings)) },
      { name: null, detail: short(key, options[key] ?? '') },
    ],
    setting,
  }
}

/** What a key that a choice is told by comes to in a run. */
function valueNow(key: string, { backend: type, checkpoints }: JobSettings): string {
  if (key === backend) return type
  if (key === mode) return checkpoints.mode
  return key === timeout ? `${checkpoints.alignedTimeout} ms` : String(checkpoints.unaligned)
}

function short(key: string, value: string): string {
  return `${key.replace('execution.checkpointing.', '')}: ${value}`
}

function ofWhatHappens(run: RunPlan): readonly Choice[] {
  const failures = failuresIn(run)
  return [
    {
      id: 'calm',
      group: 'What happens',
      title: 'Without the failures',
      note: 'the same plan, and nothing breaks',
      missing: failures === 0 ? 'nothing was broken in this run' : null,
      plan: withoutFailures,
      labels: () => [
        { name: 'With the failures', detail: plural(failures, 'command') },
        { name: 'Without', detail: 'nothing breaks' },
      ],
      setting: null,
    },
    {
      id: 'seed',
      group: 'What happens',
      title: 'Another seed',
      note: 'other records from the generators, other chance',
      missing: null,
      plan: (plan, seed) => planWith(plan, { seed }),
      labels: (a, b) => [
        { name: `Seed ${a.seed}`, detail: 'as it runs' },
        { name: `Seed ${b.seed}`, detail: 'all else the same' },
      ],
      setting: null,
    },
  ]
}

function ofEdits(lab: Surroundings): Choice {
  const { bench } = lab.work
  return {
    id: 'edited',
    group: 'Another run',
    title: 'The code as it is typed',
    note: 'with its config.yaml; from the same snapshot, if this run began with one',
    missing: bench.dirty ? null : 'nothing was typed since this run began',
    plan: (run) => planWith(run, { files: bench.files }),
    labels: (a, b) => [
      { name: 'As it runs', detail: 'this run' },
      { name: 'As it is typed', detail: changedFiles(a.scenario.files, b.scenario.files) },
    ],
    setting: null,
  }
}

function changedFiles(a: Files, b: Files): string {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return names.filter((name) => a[name] !== b[name]).join(', ')
}

function ofBranches(lab: Surroundings): readonly Choice[] {
  const { branches, branch } = lab.parts.session
  const names = lab.branches
  const here = names[branches.findIndex((one) => one === branch)]
  return branches.flatMap((one, at) => {
    const row = names[at]
    if (one === branch || row === undefined || here === undefined) return []
    const detail = ({ from }: typeof row) =>
      from === null ? 'its own run' : `from ${seconds(from)}`
    return [
      {
        id: `branch-${one.id}`,
        group: 'Another run' as const,
        title: row.name,
        note: detail(row),
        missing: null,
        plan: () => one.plan,
        labels: () =>
          [
            { name: here.name, detail: detail(here) },
            { name: row.name, detail: detail(row) },
          ] as const,
        setting: null,
      },
    ]
  })
}

/** The run that is kept for the next visit, where it is another than the one on the screen. */
export async function keptChoice(lab: Surroundings, run: RunPlan): Promise<Choice | null> {
  const kept = (await lab.parts.ports.work.load())?.branch ?? null
  if (kept === null || changedFiles(kept.scenario.files, run.scenario.files) === '') return null
  return {
    id: 'kept',
    group: 'Another run',
    title: 'The run that is kept',
    note: kept.scenario.title,
    missing: null,
    plan: () => kept,
    labels: () => [
      { name: run.scenario.title, detail: 'on the screen' },
      { name: kept.scenario.title, detail: 'kept' },
    ],
    setting: null,
  }
}

/** In the order of the list. */
export function choicesOf(lab: Surroundings, run: RunPlan): readonly Choice[] {
  const { settings } = lab.view
  return [
    ...settingChoices.map((one) => ofSetting(one, settings)),
    ...ofWhatHappens(run),
    ofEdits(lab),
    ...ofBranches(lab),
  ]
}

/** When the session has got to where it is to be: a command that was just given is in its plan by then. */
export async function settled(session: Session): Promise<void> {
  if (!session.isWaiting) return
  await new Promise<void>((resolve) => {
    const stop = session.subscribe(() => {
      if (session.isWaiting) return
      stop()
      resolve()
    })
  })
}

/** Makes both plans ready; or says what is wrong with the files of the other. */
export async function prepareVersus(
  lab: Surroundings,
  choice: Choice,
  seed: number,
): Promise<Versus | { readonly misuses: readonly Misuse[] }> {
  await settled(lab.parts.session)
  const branch = lab.parts.session.branch
  if (branch === null) return { misuses: [] }
  const { executable } = branch
  const plan = choice.plan(executable.plan, seed)
  await lab.parts.ports.tools()
  const prepared = lab.parts.ports.prepare(plan.scenario)
  if ('misuses' in prepared) return prepared
  const { modules, configuration } = prepared
  return {
    title: choice.title,
    executables: [executable, { plan, modules, configuration }],
    labels: choice.labels(executable.plan, plan),
    setting: choice.setting,
  }
}
