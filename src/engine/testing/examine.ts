/** One seed under examination: everything that must be true of its random plan, and of its relatives. */
import type { BlobId, RecoveryClaimMode, SnapshotManifest, VirtualTime } from '../../model/index.ts'
import type { Crash, Pause, RunPlan } from '../../run/index.ts'
import { TraceHash, type TraceEvent } from '../../trace/index.ts'
import {
  accountedFor,
  accountOf,
  isKeyedStage,
  offsetIn,
  seenBefore,
  type Account,
  type Cut,
} from './accounts.ts'
import { invariants } from './invariants.ts'
import { changelogFailures, changelogGoesOn } from './random-changelog.ts'
import { highestState, totalState } from './random-event-time.ts'
import type { RandomJob } from './random-job.ts'
import { randomPlan, type RandomPlan, smallRocksDb } from './random-plan.ts'

export interface FinishedRun {
  readonly events: readonly TraceEvent[]
  readonly pause: Pause | null
  readonly crash: Crash | null
  readonly blobs: ReadonlyMap<BlobId, Uint8Array>
  readonly manifests: readonly SnapshotManifest[]
}

/** Runs a plan to `until`; `blobs`: what storage holds already. */
export type RunPlanToEnd = (
  plan: RunPlan,
  until: VirtualTime,
  blobs?: ReadonlyMap<BlobId, Uint8Array>,
) => FinishedRun

export interface Examination {
  readonly seed: number
  readonly hash: string
  readonly events: number
  /** The job with trouble has read everything and completed a snapshot behind it. */
  readonly caughtUp: boolean
  /** How often the job was restarted. */
  readonly restarts: number
  /** What does not hold; empty when all is well. */
  readonly findings: readonly string[]
}

export function examine(seed: number, run: RunPlanToEnd): Examination {
  const random = randomPlan(seed)
  const troubled = run(random.plan, random.until)
  const calm = run(random.calm, random.until)
  const uid = random.job.firstKeyed
  const troubledAccount = accountOf(troubled.events, uid)
  const calmAccount = accountOf(calm.events, uid)
  const end = lastFullCut(troubledAccount, calmAccount)
  const hash = hashOf(troubled.events)
  const again = hashOf(run(random.plan, random.until).events)
  return {
    seed,
    hash,
    events: troubled.events.length,
    caughtUp: end !== null,
    restarts: troubled.events.filter(({ kind }) => kind === 'restart-scheduled').length,
    findings: [
      ...(again === hash ? [] : ['the same plan gave another trace']),
      ...soundness('calm', calm),
      ...soundness('troubled', troubled),
      ...consistentCuts(random, troubledAccount, calmAccount),
      ...(end === null ? [] : sameEnd(random, { troubledAccount, calmAccount, end })),
      ...sameRowsAtFinish(random, troubledAccount, calmAccount),
      ...continued(random, troubled, { run, calmAccount }),
      ...sameOtherwise(random, { run, calmAccount }),
    ],
  }
}

export function hashOf(events: readonly TraceEvent[]): string {
  const hash = new TraceHash()
  for (const event of events) hash.add(event)
  return hash.value
}

function soundness(name: string, finished: FinishedRun): readonly string[] {
  const { crash, events } = finished
  const crashes = crash === null ? [] : [`${name}: crash ${JSON.stringify(crash)}`]
  const failed = events.find(
    (event) =>
      event.kind === 'job-refused' || (event.kind === 'task-failed' && !wasBroken(event, events)),
  )
  const failures = failed === undefined ? [] : [`${name}: ${JSON.stringify(failed)}`]
  const broken = invariants.flatMap((invariant) => {
    const why = invariant.broken(finished)
    return why === null ? [] : [`${name}: ${invariant.name}: ${why}`]
  })
  return [...crashes, ...failures, ...broken]
}

/** What a finished task had sent and nobody had read is lost with its TaskManager, too. */
const injected = ['injected-failure', 'connection-lost', 'task-manager-lost']

/** Whether a task failed because somebody broke something. */
function wasBroken(
  { code, at }: Extract<TraceEvent, { kind: 'task-failed' }>,
  events: readonly TraceEvent[],
): boolean {
  if (injected.includes(code)) return true
  // CK-180: a task that has stopped for a savepoint fails when it hears that this one failed.
  if (code === 'stop-with-savepoint-failed')
    return events.some(
      (event) => event.kind === 'checkpoint-failed' && event.snapshot === 'stop-with-savepoint',
    )
  // What of a log could not be written fails its task later on.
  if (changelogFailures.includes(code))
    return events.some((event) => event.kind === 'storage-trouble-started' && event.at <= at)
  return events.some(
    (event) =>
      event.kind === 'storage-trouble-started' &&
      event.trouble === 'unavailable' &&
      event.at <= at &&
      at <= event.until &&
      code === 'state-not-readable',
  )
}

/** The newest snapshot that stands behind everything there was to read. */
function lastFullCut(account: Account, calm: Account): Cut | null {
  const full = (cut: Cut) => [...calm.read].every(([split, end]) => offsetIn(cut, split) >= end)
  return account.cuts.findLast((cut) => !cut.isPartial && !cut.hasInFlight && full(cut)) ?? null
}

/** Exactly once: each snapshot counts exactly the records that stand before its offsets. */
function consistentCuts(
  { exactlyOnce, unaligned, job }: RandomPlan,
  troubled: Account,
  calm: Account,
) {
  if (!exactlyOnce) return []
  return troubled.cuts.flatMap((cut) => {
    if (cut.isPartial) return []
    const prefix = `${job.firstKeyed}/seen/`
    const seen = new Map([...cut.keyed].filter(([key]) => key.startsWith(prefix)))
    const expected = seenBefore(cut, calm.contributions, job.firstKeyed)
    if (unaligned) return atMost(cut, seen, expected)
    const different = difference(seen, expected)
    const accounted =
      job.branch?.promise === 'every record once'
        ? difference(accountedFor(cut, job.firstKeyed), expected)
        : null
    return [
      ...(different === null
        ? []
        : [`snapshot ${cut.checkpoint} is no consistent cut: ${different}`]),
      ...(accounted === null
        ? []
        : [`snapshot ${cut.checkpoint} has lost or doubled records: ${accounted}`]),
    ]
  })
}

/** The rest of what stands before the offsets is in flight; nothing behind them is counted. */
function atMost(
  { checkpoint }: Cut,
  seen: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): readonly string[] {
  return [...seen].flatMap(([key, count]) =>
    Number(count) <= Number(expected.get(key) ?? 0)
      ? []
      : [`snapshot ${checkpoint}: ${key} is ${count}, and only ${expected.get(key)} were read`],
  )
}

/** Data may be in flight in every snapshot of a job until it has finished, or until the run was over. */
function hadDataInFlight({ unaligned }: RandomPlan, { status, cuts }: Account): boolean {
  return unaligned && (status === 'FINISHED' || cuts.at(-1)?.hasInFlight === true)
}

function sameEnd(
  random: RandomPlan,
  ends: { readonly troubledAccount: Account; readonly calmAccount: Account; readonly end: Cut },
): readonly string[] {
  const { exactlyOnce, job } = random
  const calmEnd = lastFullCut(ends.calmAccount, ends.calmAccount)
  if (calmEnd === null && hadDataInFlight(random, ends.calmAccount)) return []
  if (calmEnd === null) return ['the calm run did not reach the end of its input']
  if (!exactlyOnce) return countsAtLeast(ends.end, calmEnd, `${job.firstKeyed}/seen/`)
  const state = difference(firmState(job, ends.end), firmState(job, calmEnd))
  const rows = difference(asMap(ends.troubledAccount.rows), asMap(ends.calmAccount.rows))
  return [
    ...(state === null ? [] : [`state at the end differs from the calm run: ${state}`]),
    ...(rows === null ? [] : [`results differ from the calm run: ${rows}`]),
  ]
}

/**
 * State that follows from the records alone. Of a branch that is what stands behind its windows: which
 * record was the last of a list, and what a session is kept under, is a matter of order.
 */
function firmState({ branch }: RandomJob, { keyed }: Cut): ReadonlyMap<string, string> {
  if (branch === null) return keyed
  const isFirm = (place: string): boolean => {
    const [uid = ''] = place.split('/')
    if (!branch.operators.includes(uid)) return true
    if (branch.promise === 'same results') return place.startsWith(totalState)
    return branch.promise === 'same highest results' && place.startsWith(highestState)
  }
  return new Map([...keyed].filter(([place]) => isFirm(place)))
}

/**
 * A job that has come to FINISHED by itself has shown what the calm one has, whatever state is left; at
 * least once, what it counted twice besides.
 */
function sameRowsAtFinish(
  { plan, exactlyOnce, job }: RandomPlan,
  troubled: Account,
  calm: Account,
): readonly string[] {
  const stops = plan.scenario.script.some(
    ({ command }) => command.kind === 'trigger-savepoint' && command.then !== 'continue',
  )
  if (stops || troubled.status !== 'FINISHED' || calm.status !== 'FINISHED') return []
  if (!exactlyOnce && job.branch !== null) return []
  const shown = exactlyOnce
    ? troubled.rows
    : new Set([...troubled.rows].filter((row) => calm.rows.has(row)))
  const rows = difference(asMap(shown), asMap(calm.rows))
  return rows === null ? [] : [`results of the finished job differ from the calm run: ${rows}`]
}

function countsAtLeast(end: Cut, calm: Cut, prefix: string): readonly string[] {
  return [...calm.keyed].flatMap(([key, value]) => {
    if (!key.startsWith(prefix) || Number(end.keyed.get(key) ?? 0) >= Number(value)) return []
    return [`at least once, and yet ${key} is ${end.keyed.get(key)}, without failures ${value}`]
  })
}

/** Whose the snapshot is changes what is deleted, and never what is counted. */
function claimModeOf({ seed }: RandomPlan): RecoveryClaimMode {
  const modes = ['NO_CLAIM', 'CLAIM', 'LEGACY'] as const
  return modes[(seed >> 2) % modes.length] as RecoveryClaimMode
}

/**
 * The job goes on from its newest snapshot with other parallelisms, every second time with a backend that only
 * ever holds copies, and comes to the same end.
 */
function continued(
  random: RandomPlan,
  before: FinishedRun,
  around: { readonly run: RunPlanToEnd; readonly calmAccount: Account },
): readonly string[] {
  const manifest = snapshotFor(random, before.manifests)
  if (manifest === undefined || !random.exactlyOnce || random.seed % 2 === 0) return []
  const lacksState = manifest.operators.some(
    ({ uid, finished }) => finished !== undefined && isKeyedStage(uid),
  )
  if (lacksState || isBehindStop(random, manifest)) return []
  const { calm, until } = random
  const claimMode = claimModeOf(random)
  const startAt = (before.events.at(-1)?.at ?? 0) as VirtualTime
  const files = {
    ...calm.scenario.files,
    'job.ts': otherParallelism(random),
    ...otherBackend(random, manifest),
  }
  const logged = changelogGoesOn(random.seed, claimMode)
  const config = `${files['config.yaml'] ?? ''}${logged}`
  const plan: RunPlan = {
    ...calm,
    scenario: {
      ...calm.scenario,
      files: { ...files, 'config.yaml': config },
      cluster: { taskManagers: 2, slotsEach: 3 },
      script: calm.scenario.script
        .filter(({ command }) => command.kind === 'produce')
        .concat({ at: startAt + until - 10_000, command: { kind: 'trigger-checkpoint' } }),
    },
    restoreFrom: { manifest, run: 'before', allowNonRestoredState: false, claimMode },
    startAt,
  }
  const after = around.run(plan, (startAt + until) as VirtualTime, filesOf(manifest, before.blobs))
  // Other parallelisms make other chains: data that was in flight between them fits no more (CK-225).
  const refused = after.events.find(({ kind }) => kind === 'job-refused')
  if (refused?.kind === 'job-refused' && isMisplaced(refused)) return []
  return [...soundness('restored', after), ...sameRestoredState(random, after, around.calmAccount)]
}

/** What a snapshot names, and no more: files of snapshots that came to nothing are not this run's. */
function filesOf(
  { handles }: SnapshotManifest,
  blobs: ReadonlyMap<BlobId, Uint8Array>,
): ReadonlyMap<BlobId, Uint8Array> {
  const named = new Set(handles.map(({ blob }) => blob))
  return new Map([...blobs].filter(([blob]) => named.has(blob)))
}

function sameRestoredState(
  random: RandomPlan,
  after: FinishedRun,
  calmAccount: Account,
): readonly string[] {
  const account = accountOf(after.events, random.job.firstKeyed)
  const end = lastFullCut(account, calmAccount)
  const calmEnd = lastFullCut(calmAccount, calmAccount)
  if (end === null || calmEnd === null)
    return [account, calmAccount].some((one) => hadDataInFlight(random, one))
      ? []
      : ['the restored job did not reach the end of its input']
  const state = difference(firmState(random.job, end), firmState(random.job, calmEnd))
  return state === null ? [] : [`state after restore and rescaling differs: ${state}`]
}

/** Nor does it, where a task has finished partly, behind one that then is not chained to it (CK-237). */
const isMisplaced = ({ code }: { readonly code: string }) =>
  ['in_flight_data_misplaced', 'illegal_job_graph_modification'].includes(code)

/**
 * Whether a snapshot was taken while the job was being stopped by a savepoint: sources that have been
 * stopped count as finished, and would never read the rest.
 */
function isBehindStop({ plan }: RandomPlan, { kind, operators }: SnapshotManifest): boolean {
  const stops = plan.scenario.script.some(
    ({ command }) => command.kind === 'trigger-savepoint' && command.then === 'stop',
  )
  const finished = operators.some((operator) => operator.finished !== undefined)
  return stops && finished && kind !== 'stop-with-savepoint'
}

/**
 * Without failures the results are the same at other parallelisms, and with a backend that only ever
 * holds copies: the jobs do not touch what they have put into state.
 */
function sameOtherwise(
  random: RandomPlan,
  around: { readonly run: RunPlanToEnd; readonly calmAccount: Account },
): readonly string[] {
  const { calm, until, seed, job } = random
  const { scenario } = calm
  const others = [
    { name: 'other parallelisms', files: { 'job.ts': otherParallelism(random) } },
    { name: 'copies in state', files: holdingCopies(random) },
  ]
  const other = others[seed % 4]
  if (other === undefined) return []
  const { cluster } = scenario
  const roomy = { taskManagers: cluster.taskManagers, slotsEach: Math.max(3, cluster.slotsEach) }
  const files = { ...scenario.files, ...other.files }
  const plan = { ...calm, scenario: { ...scenario, files, cluster: roomy } }
  const run = around.run(plan, until)
  const account = accountOf(run.events, job.firstKeyed)
  const end = lastFullCut(account, around.calmAccount)
  const calmEnd = lastFullCut(around.calmAccount, around.calmAccount)
  // A plan so slow that it is not over when the run ends has no end to compare.
  if (calmEnd === null) return []
  if (end === null)
    return hadDataInFlight(random, account) ? [] : [`${other.name}: the end was not reached`]
  const state = difference(firmState(job, end), firmState(job, calmEnd))
  // A reader without a partition holds event time back (WM-28): then timers do not fire.
  const firm = ({ rows }: Account) =>
    asMap(new Set([...rows].filter((row) => seed % 4 !== 0 || !row.includes('timer of'))))
  const rows = difference(firm(account), firm(around.calmAccount))
  return [
    ...soundness(other.name, run),
    ...(state === null ? [] : [`${other.name}: state differs: ${state}`]),
    ...(rows === null ? [] : [`${other.name}: results differ: ${rows}`]),
  ]
}

/** State is read and written as copies: on the heap, or in a store so small that it flushes and compacts. */
function holdingCopies({ calm, seed }: RandomPlan): { readonly 'config.yaml': string } {
  const config = calm.scenario.files['config.yaml'] ?? ''
  return { 'config.yaml': `${config}${seed % 12 < 4 ? copyingHashmap : smallRocksDb}` }
}

/** The newest one; every second time a canonical savepoint, which alone changes the backend, if there is one. */
function snapshotFor(
  { seed }: RandomPlan,
  manifests: readonly SnapshotManifest[],
): SnapshotManifest | undefined {
  const canonical = manifests.findLast(({ native }) => native === undefined)
  return (seed % 4 === 3 ? canonical : undefined) ?? manifests.at(-1)
}

/** What the job goes on with: another backend from a canonical savepoint, else one that reads what was written. */
function otherBackend(
  random: RandomPlan,
  { native }: SnapshotManifest,
): Partial<ReturnType<typeof holdingCopies>> {
  const config = random.calm.scenario.files['config.yaml'] ?? ''
  if (native === 'ROCKSDB') return { 'config.yaml': `${config}${smallRocksDb}` }
  if (random.seed % 4 !== 3) return {}
  return native === undefined ? holdingCopies(random) : { 'config.yaml': config + copyingHashmap }
}

const copyingHashmap = 'state.backend.type: copying-hashmap\n'
function otherParallelism({ seed, job }: RandomPlan): string {
  let turn = seed
  return job.code.replaceAll(/setParallelism\(\d\)/g, () => `setParallelism(${1 + (turn++ % 3)})`)
}

/** The first difference of two tables, as a sentence; null when there is none. */
function difference(
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): string | null {
  for (const [key, value] of expected)
    if (found.get(key) !== value) return `${key} is ${found.get(key)}, expected ${value}`
  for (const [key, value] of found)
    if (!expected.has(key)) return `${key} is ${value}, expected nothing`
  return null
}

function asMap(set: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map([...set].map((one) => [one, 'there']))
}
