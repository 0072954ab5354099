import { expect, test } from 'vitest'
import { compileModules } from '../compile/index.ts'
import type { EventSeq, TaskManagerId, VirtualTime } from '../model/index.ts'
import { clusterView } from '../projection/index.ts'
import type { Run, Runner } from '../run/index.ts'
import { inlineRunner } from '../sandbox/inline-runner.ts'
import { counting, countingJob } from '../sandbox/testing/plans.ts'
import { emptyScenario, type Scenario } from '../scenario/index.ts'
import { encodeBatch, stepOf, type TraceEvent } from '../trace/index.ts'
import type { Branch } from './branch.ts'
import { Session } from './session.ts'

const classTold = ({ told }: Session) => (told === null ? null : stepOf(told.event))

const scenario: Scenario = {
  ...emptyScenario,
  title: 'Counting fruit',
  files: { 'job.ts': countingJob(counting) },
  topics: {
    orders: {
      generator: { partitions: 2, recordsPerPartition: 60, keys: ['apple', 'pear', 'fig'] },
    },
  },
}
const ms = (time: number) => time as VirtualTime
const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const

/** As behind a wall: what is asked and what is answered arrive later, in order. */
function deferredRunner(): Runner {
  const inner = inlineRunner()
  let last = Promise.resolve()
  const later = (what: () => void): void => {
    last = last.then(what)
  }
  return {
    start(executable, listener): Run {
      let run: Run | null = null
      later(() => {
        run = inner.start(executable, {
          traced: (batch) => {
            later(() => {
              listener.traced(batch)
            })
          },
          requested: (effect) => {
            later(() => {
              listener.requested(effect)
            })
          },
          paused: (pause) => {
            later(() => {
              listener.paused(pause)
            })
          },
          crashed: (crash) => {
            later(() => {
              listener.crashed(crash)
            })
          },
        })
      })
      return {
        submit: (command) => {
          later(() => run?.submit(command))
        },
        advance: (until, stopAfter) => {
          later(() => run?.advance(until, stopAfter))
        },
        terminate: () => {
          later(() => run?.terminate())
        },
      }
    },
  }
}

function sessionOn(runner: Runner): Session {
  return new Session({
    runner,
    prepare({ files }) {
      const compiled = compileModules(files)
      return 'misuses' in compiled ? compiled : { ...compiled, configuration: [] }
    },
  })
}

/** Lets storage answer: its promises are what a run waits for. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !holds(); turn++) await Promise.resolve()
  expect(holds()).toBe(true)
}

async function opened(runner: Runner): Promise<{ session: Session; branch: Branch }> {
  const session = sessionOn(runner)
  expect(session.open(scenario)).toBe(true)
  await until(() => !session.isWaiting)
  return { session, branch: session.branch as Branch }
}

async function at(session: Session, time: number): Promise<void> {
  session.seek(ms(time))
  await until(() => !session.isWaiting)
}

function eventsOf({ trace }: Branch): TraceEvent[] {
  return [...trace.slice(0 as EventSeq, trace.length as EventSeq)]
}

for (const [where, makeRunner] of [
  ['here', inlineRunner],
  ['behind a wall', deferredRunner],
] as const) {
  test(`${where}: a fresh run stands at its start with the job drawn, and goes no further by itself`, async () => {
    const { session, branch } = await opened(makeRunner())
    session.tick(5_000)
    expect(session.cursor.time).toBe(0)
    expect(branch.trace.endsAt).toBe(0)
    const view = session.ask(clusterView)
    expect(view.graph?.vertices.length).toBeGreaterThan(1)
    expect(view.subtasks.length).toBeGreaterThan(2)
  })

  test(`${where}: playing moves the cursor by real time and speed, and keeps the run a little ahead`, async () => {
    const { session, branch } = await opened(makeRunner())
    session.play(4)
    for (let frame = 0; frame < 25; frame++) {
      session.tick(16)
      await until(() => branch.isIdle)
    }
    // The first frame may have to wait for the run.
    expect(session.cursor.time).toBeGreaterThanOrEqual(24 * 16 * 4)
    expect(session.cursor.time).toBeLessThanOrEqual(25 * 16 * 4)
    expect(branch.trace.endsAt).toBeLessThanOrEqual(session.cursor.time + 16 * 4 + 200)
    session.pause()
    const { time } = session.cursor
    session.tick(1_000)
    expect(session.cursor.time).toBe(time)
  })

  test(`${where}: stepping goes from event to event, and back to the very same places`, async () => {
    const { session } = await opened(makeRunner())
    const first = session.told?.number ?? 0
    const places = []
    for (let i = 0; i < 40; i++) {
      session.step()
      await until(() => !session.isWaiting)
      places.push({ cursor: session.cursor, told: session.told?.event.seq })
    }
    expect(new Set(places.map(({ cursor }) => cursor.seq)).size).toBe(40)
    expect(session.told?.number).toBe(first + 40)
    for (const place of places.slice(0, -1).reverse()) {
      session.stepBack()
      expect({ cursor: session.cursor, told: session.told?.event.seq }).toEqual(place)
    }
  })

  test(`${where}: the next barrier is reached though the run has not been there`, async () => {
    const { session } = await opened(makeRunner())
    session.step('barrier')
    await until(() => !session.isWaiting)
    expect(classTold(session)).toBe('barrier')
    expect(session.cursor.time).toBeGreaterThan(0)
  })

  test(`${where}: a step with motion takes time, and a second press ends it at once`, async () => {
    const { session } = await opened(makeRunner())
    session.step('acknowledgement', true)
    await until(() => !session.isWaiting)
    const from = session.cursor.time
    session.tick(100)
    const between = session.cursor.time
    expect(between).toBeGreaterThan(from)
    expect(classTold(session)).not.toBe('acknowledgement')
    session.step('acknowledgement', true)
    expect(classTold(session)).toBe('acknowledgement')
    expect(session.cursor.time).toBeGreaterThan(between)
  })

  test(`${where}: what moves knows where it began, and a command ends the motion to a step`, async () => {
    const { session } = await opened(makeRunner())
    expect(session.movingSince).toBeNull()
    session.play(1)
    session.tick(16)
    await until(() => !session.isWaiting)
    session.tick(100)
    session.play(4)
    expect(session.movingSince).toBe(0)
    session.pause()
    expect(session.movingSince).toBeNull()

    const from = session.cursor.time
    session.step('barrier', true)
    await until(() => !session.isWaiting)
    session.tick(16)
    expect(session.movingSince).toBe(from)
    session.do(kill)
    await until(() => !session.isWaiting)
    const { time } = session.cursor
    session.tick(5_000)
    expect(session.cursor.time).toBe(time)
  })

  test(`${where}: a command where nothing more was shown continues the run`, async () => {
    const { session, branch } = await opened(makeRunner())
    await at(session, 1_500)
    session.do(kill)
    await until(() => !session.isWaiting)
    expect(session.branches).toHaveLength(1)
    expect(session.announcement).toBeNull()
    expect(session.ask(clusterView).failure?.taskManagers).toEqual([1])
    expect(session.cursor.time).toBe(1_500)
    expect(branch.plan.commands).toMatchObject([{ at: 1_500, command: kill }])
  })

  test(`${where}: a click while playing is a continuation, never a fork`, async () => {
    const { session } = await opened(makeRunner())
    session.play(1)
    for (let frame = 0; frame < 60; frame++) {
      session.tick(16)
      await until(() => !session.isWaiting)
      if (frame === 30) session.do({ kind: 'trigger-checkpoint' })
    }
    expect(session.isPlaying).toBe(true)
    expect(session.branches).toHaveLength(1)
    expect(session.announcement).toBeNull()
    const commands = session.branch?.plan.commands ?? []
    expect(commands.map(({ command }) => command.kind)).toEqual(['trigger-checkpoint'])
    expect(commands[0]?.at).toBeLessThanOrEqual(31 * 16 + 60)
  })

  test(`${where}: a command paused in front of a future that was never shown happens exactly there`, async () => {
    const { session, branch } = await opened(makeRunner())
    session.play(16)
    for (let frame = 0; frame < 8; frame++) {
      session.tick(16)
      await until(() => branch.isIdle)
    }
    session.pause()
    const { time, seq } = session.cursor
    const before = eventsOf(branch).slice(0, seq)
    expect(branch.trace.length).toBeGreaterThan(seq)
    session.do(kill)
    await until(() => !session.isWaiting)
    expect(session.branches).toHaveLength(1)
    expect(branch.plan.commands[0]?.at).toBe(Math.floor(time))
    expect(encodeBatch(eventsOf(branch).slice(0, seq))).toBe(encodeBatch(before))
    expect(branch.trace.at(seq)).toMatchObject({ kind: 'command-submitted', command: kill })
  })

  test(`${where}: a second command for the same place does not displace the first`, async () => {
    const { session, branch } = await opened(makeRunner())
    session.play(16)
    for (let frame = 0; frame < 8; frame++) {
      session.tick(16)
      await until(() => branch.isIdle)
    }
    session.pause()
    session.do(kill)
    session.do({ kind: 'trigger-savepoint', label: 'after', then: 'continue' })
    await until(() => branch.isIdle && !session.isWaiting)
    expect(branch.plan.commands.map(({ command }) => command.kind)).toEqual([
      'kill-task-manager',
      'trigger-savepoint',
    ])
  })

  test(`${where}: a command in the shown past forks: the beginning is the same, the old branch stays`, async () => {
    const { session, branch } = await opened(makeRunner())
    await at(session, 3_000)
    const old = encodeBatch(eventsOf(branch))
    await at(session, 1_200)
    const { seq } = session.cursor
    session.do(kill)
    await until(() => !session.isWaiting)
    const fork = session.branch as Branch
    expect(fork).not.toBe(branch)
    expect(session.announcement).toMatchObject({ kind: 'forked', from: branch, to: fork })
    expect(fork.parent?.branch).toBe(branch)
    expect(encodeBatch(eventsOf(fork).slice(0, seq))).toBe(
      encodeBatch(eventsOf(branch).slice(0, seq)),
    )
    expect(fork.trace.at(seq)).toMatchObject({ kind: 'command-submitted', command: kill })
    await at(session, 4_000)
    expect(session.ask(clusterView).restarts).toBe(1)
    expect(encodeBatch(eventsOf(branch))).toBe(old)
    session.undoFork()
    expect(session.branch).toBe(branch)
    expect(session.branches).toEqual([branch])
    expect(session.cursor.time).toBe(1_200)
  })

  test(`${where}: a branch that was left goes on where it ended, with the same trace`, async () => {
    const { session, branch } = await opened(makeRunner())
    await at(session, 2_000)
    await at(session, 1_000)
    session.do(kill)
    await until(() => !session.isWaiting)
    const fork = session.branch as Branch
    session.switchTo(branch)
    await at(session, 3_000)
    const { session: straight, branch: other } = await opened(makeRunner())
    await at(straight, 3_000)
    expect(encodeBatch(eventsOf(branch))).toBe(encodeBatch(eventsOf(other)))
    session.switchTo(fork)
    await at(session, 3_000)
    expect(session.ask(clusterView).restarts).toBe(1)
  })

  test(`${where}: a fork within an instant keeps what had happened and drops what had not`, async () => {
    const { session, branch } = await opened(makeRunner())
    await at(session, 2_500)
    const taken = eventsOf(branch).findIndex(
      (e) => e.kind === 'barrier-received' && e.arrived < e.expected,
    )
    session.seekEvent(taken as EventSeq)
    session.do(kill)
    await until(() => !session.isWaiting)
    const fork = session.branch as Branch
    const command = eventsOf(fork).findIndex((e) => e.kind === 'command-submitted')
    expect(command).toBeGreaterThan(taken)
    expect(fork.trace.at(command as EventSeq).at).toBe(branch.trace.at(taken as EventSeq).at)
    expect(encodeBatch(eventsOf(fork).slice(0, taken + 1))).toBe(
      encodeBatch(eventsOf(branch).slice(0, taken + 1)),
    )
  })

  test(`${where}: files that do not compile change nothing and are said to be wrong`, async () => {
    const { session, branch } = await opened(makeRunner())
    await at(session, 500)
    expect(session.open({ ...scenario, files: { 'job.ts': 'let = (' } })).toBe(false)
    expect(session.branch).toBe(branch)
    expect(session.cursor.time).toBe(500)
    expect(session.announcement).toMatchObject({ kind: 'refused' })
    session.dismiss()
    expect(session.announcement).toBeNull()
  })

  test(`${where}: a program that throws while it is built is a crash of its branch`, async () => {
    const session = sessionOn(makeRunner())
    session.open({
      ...scenario,
      files: { 'job.ts': "import 'flink'\nthrow new Error('no fruit')" },
    })
    await until(() => !session.isWaiting)
    expect(session.branch?.crash).toMatchObject({ in: 'program' })
    session.play(1)
    session.tick(100)
    expect(session.isPlaying).toBe(false)
  })

  test(`${where}: after a crash the trace up to there can still be scrubbed, and forked before it`, async () => {
    const endless =
      "if (order.key === 'fig') { for (;;) out.collect({ key: 'x', n: 1 }) }\n" + counting
    const session = sessionOn(makeRunner())
    session.open({ ...scenario, files: { 'job.ts': countingJob(endless) } })
    session.seek(ms(20_000))
    await until(() => !session.isWaiting)
    const branch = session.branch as Branch
    expect(branch.crash).toMatchObject({ in: 'user-code', code: 'limit-exceeded' })
    expect(session.cursor.time).toBe(branch.trace.endsAt)
    session.stepBack()
    expect(session.told).not.toBeNull()
    session.do({ kind: 'cancel-job' })
    await until(() => !session.isWaiting)
    expect(session.branch).not.toBe(branch)
    expect((session.branch as Branch).crash).toBeNull()
  })

  test(`${where}: a link to an instant opens there, within it`, async () => {
    const { session, branch } = await opened(makeRunner())
    await at(session, 1_800)
    session.stepBack('record')
    const place = session.cursor
    const other = sessionOn(makeRunner())
    other.open(scenario, { at: place })
    await until(() => !other.isWaiting)
    expect(other.cursor).toEqual(place)
    expect(other.told).toEqual(session.told)
    expect((other.branch as Branch).trace.length).toBeLessThanOrEqual(branch.trace.length)
  })

  test(`${where}: what a run says after it was thrown away is not heard`, async () => {
    const runs: { listener: Parameters<Runner['start']>[1] }[] = []
    const inner = makeRunner()
    const { session, branch } = await opened({
      start(executable, listener): Run {
        runs.push({ listener })
        return inner.start(executable, listener)
      },
    })
    await at(session, 400)
    session.do(kill)
    await until(() => !session.isWaiting)
    session.open(scenario)
    await until(() => !session.isWaiting)
    const { length } = branch.trace
    runs[0]?.listener.crashed({ in: 'wall', reason: 'late' })
    expect(branch.crash).toBeNull()
    expect(branch.trace.length).toBe(length)
  })

  test(`${where}: restoring starts another branch whose clock goes on from the cursor`, async () => {
    const { session } = await opened(makeRunner())
    await at(session, 2_600)
    const manifest = { version: 1 } as never
    const request = { manifest, run: 'earlier', allowNonRestoredState: false }
    let asked: unknown = null
    const inner = makeRunner()
    const other = sessionOn({
      start: (executable, listener) => {
        asked = executable.plan
        return inner.start(
          { ...executable, plan: { ...executable.plan, restoreFrom: null } },
          listener,
        )
      },
    })
    other.open(scenario)
    await until(() => !other.isWaiting)
    await at(other, 2_600)
    other.restoreFrom(scenario, request)
    await until(() => !other.isWaiting)
    expect(asked).toMatchObject({ restoreFrom: request, startAt: 2_600 })
    expect(other.cursor.time).toBe(2_600)
    expect(other.branches).toHaveLength(2)
  })
}
