/** Which completed checkpoints stay, and until when. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const never = { 'execution.checkpointing.interval': '3650 d', 'restart-strategy.type': 'none' }

test('[CHK-22] so many are kept as num-retained says', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    config: { ...never, 'execution.checkpointing.num-retained': '2' },
    script: [1_000, 2_000, 3_000, 4_000].map((at) => [at, checkpoint] as const),
    scenario: { topics: orders([['A', 2]]) },
  })
  expect(run.manifests.map((manifest) => manifest.checkpoint)).toEqual([3, 4])
  expect(directories(run)).toEqual(['chk-3', 'chk-4'])
})

/** What of the job's snapshots is in checkpoint storage. */
function directories(run: Simulated): string[] {
  return [...new Set([...run.blobs.keys()].map((blob) => blob.split('/')[0] ?? ''))]
}

/** How a golden run g-* lists a directory: data files are counted, whatever they are called. */
function listing(run: Simulated): string[] {
  const files = [...run.blobs.keys()].filter((blob) => blob.startsWith('chk-'))
  return directories(run)
    .filter((path) => path.startsWith('chk-'))
    .flatMap((path) => {
      const inside = files.filter((file) => file.startsWith(`${path}/`))
      const data = inside.filter((file) => !file.endsWith('/_metadata')).length
      return [`${path}/`, `${path}/<${data} data files>`, `${path}/_metadata`]
    })
}

const endings: Readonly<Record<string, Command | null>> = {
  cancel: { kind: 'cancel-job' },
  'stop-with-savepoint': { kind: 'trigger-savepoint', label: 'mine', then: 'stop' },
  fail: { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId },
  // The source has read its last record.
  finish: null,
}

/** A golden run: retention, num-retained, how the job ends. */
const runs = [
  ...['default', 'delete_on_cancellation', 'retain_on_cancellation'].flatMap((retention) =>
    Object.keys(endings).map((ending) => ({ retention, retained: 1, ending })),
  ),
  ...['cancel', 'fail', 'finish'].map((ending) => ({
    ...{ retention: 'delete_on_cancellation', retained: 2, ending },
  })),
]

/** Ten records at 400 ms each: input enough for three checkpoints, and then its end. */
const bounded = keyedJob().replace(
  '.setStartingOffsets(',
  '.setBounded(OffsetsInitializer.latest()).setStartingOffsets(',
)

type Listings = Readonly<Record<string, readonly string[]>>

function retained(
  job: string,
  run: (typeof runs)[number],
  until: number,
  config: Readonly<Record<string, string>> = {},
): Simulated {
  const command = endings[run.ending] ?? null
  const key = 'execution.checkpointing.externalized-checkpoint-retention'
  return simulate(job, {
    until,
    config: {
      ...never,
      ...config,
      'execution.checkpointing.num-retained': String(run.retained),
      ...(run.retention === 'default' ? {} : { [key]: run.retention.toUpperCase() }),
    },
    script: [
      ...[1_000, 2_000, 3_000].map((at) => [at, checkpoint] as const),
      ...(command === null ? [] : [[5_000, command] as const]),
    ],
    scenario: { topics: orders([['A', 10]], 0), recordCosts: { orders: 400 } },
  })
}

for (const run of runs) {
  const { retention, retained: kept, ending } = run
  test(`[CHK-22, CHK-23] ${retention}, ${kept} retained, ${ending}: the directory holds what Flink's held`, () => {
    const expected = golden<Listings>(`g-hashmap-${retention}-retained${kept}-${ending}`)
    const seen = [1_990, 2_990, 3_990, 9_000].map((until) =>
      listing(retained(ending === 'finish' ? bounded : keyedJob(), run, until)),
    )
    // The savepoint of a stop is kept elsewhere, and `shared/` and `taskowned/` are not made here.
    const wanted = Object.values(expected).map((paths) =>
      paths.filter((path) => path.startsWith('chk-')),
    )
    expect(seen).toEqual(wanted)
  })
}

const incremental = {
  'state.backend.type': 'rocksdb',
  'execution.checkpointing.incremental': 'true',
}
/** RocksDB's CURRENT, MANIFEST and OPTIONS, of each retained checkpoint; here they are in the piece. */
const filesOfNoData = 3

const onRocksDb = readdirSync(fileURLToPath(new URL('../testing/golden/', import.meta.url)))
  .map((file) => /^g-rocksdb-(\w+)-retained(\d)-([\w-]+)\.json$/.exec(file))
  .flatMap((named) => {
    if (named === null) return []
    const [, retention = '', kept = '', ending = ''] = named
    return [{ retention, retained: Number(kept), ending }]
  })

for (const run of onRocksDb) {
  const { retention, retained: kept, ending } = run
  test(`[INC-2] ${retention}, ${kept} retained, ${ending}: so many files are shared as in Flink’s directory`, () => {
    const expected = golden<Listings>(`g-rocksdb-${retention}-retained${kept}-${ending}`)
    const seen = [1_990, 2_990, 3_990, 9_000].map((until) => {
      const job = ending === 'finish' ? bounded : keyedJob()
      const after = retained(job, run, until, incremental)
      const shared = [...after.blobs.keys()].filter((blob) => blob.startsWith('shared/'))
      return [...listing(after), `shared/<${shared.length} data files>`]
    })
    const wanted = Object.values(expected).map((paths) => {
      const checkpoints = paths.filter((path) => /^chk-\d+\/$/.test(path)).length
      const [, files = '0'] = /shared\/<(\d+) data files>/.exec(paths.join()) ?? []
      return [
        ...paths.filter((path) => path.startsWith('chk-')),
        `shared/<${Number(files) - checkpoints * filesOfNoData} data files>`,
      ]
    })
    expect(seen).toEqual(wanted)
  })
}

test('[CHK-22, CFG-2] num-retained set by the job is not heard; the cluster says how many, as on Flink', () => {
  const expected = golden<Listings>('g-num-retained-2-set-on-the-job-only')
  const job = keyedJob({
    setup: `env.configure(flink.Configuration.fromMap({ 'execution.checkpointing.num-retained': '2' }))`,
  })
  const run = { retention: 'retain_on_cancellation', retained: 1, ending: 'cancel' }
  const seen = [1_990, 2_990, 3_990, 9_000].map((until) => listing(retained(job, run, until)))
  expect(seen).toEqual(
    Object.values(expected).map((paths) => paths.filter((path) => path.startsWith('chk-'))),
  )
})
