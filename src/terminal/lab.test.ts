/** The playground's own commands: every command of the cluster can be typed, and says how it is typed. */
import { expect, test } from 'vitest'
import type { BlobId, Command, TaskManagerId } from '../model/index.ts'
import { lineFor, read, runLine } from './index.ts'
import { Console } from './testing/console.ts'

const one = 1 as TaskManagerId
const link = { from: 'orders#0', to: 'count#1' }
const poison = { kind: 'poison-operator', operator: 'count' } as const
const nobody = { timestamp: null, key: null }

/** Of every kind, and of every way to say it. */
const lines: readonly (readonly [string, Command])[] = [
  ['lab kill tm-1', { kind: 'kill-task-manager', taskManager: one }],
  ['lab kill tm-1 --for-good', { kind: 'kill-task-manager', taskManager: one, replaced: false }],
  ['lab kill jobmanager', { kind: 'kill-job-manager' }],
  ['lab kill task count#1', { kind: 'fail-task', subtask: 'count#1' }],
  ['lab start tm-1', { kind: 'start-task-manager', taskManager: one }],
  ['lab stall tm-1 --for 1m', { kind: 'stall-task-manager', taskManager: one, duration: 60_000 }],
  ['lab fail count --at-record 5', { ...poison, record: 5, contains: null }],
  ["lab fail count --containing 'a fig'", { ...poison, record: null, contains: 'a fig' }],
  [
    'lab slow orders#0 count#1 --by 700ms --for 10s',
    { kind: 'slow-link', ...link, delay: 700, duration: 10_000 },
  ],
  [
    'lab slow orders#0 count#1 --by 1s --for-good',
    { kind: 'slow-link', ...link, delay: 1_000, duration: null },
  ],
  ['lab cut orders#0 count#1', { kind: 'cut-link', ...link }],
  [
    'lab storage fail --for 10s',
    { kind: 'storage-trouble', trouble: 'unavailable', delay: 0, duration: 10_000 },
  ],
  [
    'lab storage full --for 1500ms',
    { kind: 'storage-trouble', trouble: 'full', delay: 0, duration: 1_500 },
  ],
  [
    'lab storage slow --by 3s --for 10s',
    { kind: 'storage-trouble', trouble: 'slow', delay: 3_000, duration: 10_000 },
  ],
  ['lab damage', { kind: 'damage-snapshot', snapshot: '', fault: 'damaged' }],
  ['lab damage chk-3 --lost', { kind: 'damage-snapshot', snapshot: 'chk-3', fault: 'lost' }],
  [
    'lab damage chk-3 --file _metadata',
    { kind: 'damage-snapshot', snapshot: 'chk-3', file: '_metadata', fault: 'damaged' },
  ],
  ['lab notification lost', { kind: 'delay-notification', subtask: null, delay: null }],
  [
    'lab notification late --by 3s --task count#1',
    { kind: 'delay-notification', subtask: 'count#1', delay: 3_000 },
  ],
  [
    'lab produce orders:1 {}',
    { kind: 'produce', topic: 'orders', partition: 1, value: '{}', ...nobody },
  ],
  [
    `lab produce orders:0 '{"n": "it'\\''s"}' --key fig --timestamp -5`,
    {
      ...{ kind: 'produce', topic: 'orders', partition: 0, value: `{"n": "it's"}` },
      ...{ key: 'fig', timestamp: -5 },
    },
  ],
  [
    'lab browser chk-3/abc-0 quota-exceeded',
    { kind: 'storage-fault', blob: 'chk-3/abc-0' as BlobId, fault: 'quota-exceeded' },
  ],
  ['lab checkpoint --incremental', { kind: 'trigger-checkpoint', checkpointType: 'INCREMENTAL' }],
  ['lab dispose mine', { kind: 'dispose-savepoint', savepoint: 'mine' }],
  [
    'lab kill tm-1 --at checkpoint-acknowledged --nth 3 --of 4',
    {
      kind: 'at-next',
      event: { fact: 'checkpoint-acknowledged', checkpoint: 4, subtask: null, count: 3 },
      command: { kind: 'kill-task-manager', taskManager: one },
    },
  ],
  [
    'lab savepoint --label mine --drain --at barrier-received --on count#1',
    {
      kind: 'at-next',
      event: { fact: 'barrier-received', checkpoint: null, subtask: 'count#1', count: 1 },
      command: { kind: 'trigger-savepoint', label: 'mine', then: 'drain' },
    },
  ],
  [
    'lab cancel --at checkpoint-completed',
    {
      kind: 'at-next',
      event: { fact: 'checkpoint-completed', checkpoint: null, subtask: null, count: 1 },
      command: { kind: 'cancel-job' },
    },
  ],
]

test.each(lines)('[CLI-3] %s: words to command to words', async (line, command) => {
  const { scene } = await Console.at(2_000)
  expect(read(line, scene)).toMatchObject({ kind: 'order', command })
  // What quotes are needed depends on the words, not on how somebody typed them.
  const again = lineFor(command, scene) ?? ''
  expect(read(again, scene)).toMatchObject({ kind: 'order', command })
  if (!line.includes("'")) expect(again).toBe(line.replace(' {}', " '{}'"))
})

const job = '4b75a365556058f89f48719faf6828ce'

test.each([
  `flink checkpoint ${job}`,
  `flink checkpoint --full ${job}`,
  `flink savepoint ${job}`,
  `flink stop ${job}`,
  `flink stop --drain ${job}`,
  `flink cancel ${job}`,
])('[CLI-3] %s: the line that its button stands for', async (line) => {
  const { scene } = await Console.at(2_000)
  const reply = read(line, scene)
  if (reply.kind !== 'order') throw new Error(`no order: ${JSON.stringify(reply)}`)
  expect(lineFor(reply.command, scene)).toBe(line)
})

test('[CLI-3] a file and a savepoint are named by their paths', async () => {
  const person = await Console.at(6_000)
  await person.types(`flink savepoint ${job}`)
  const paths = (await person.types('ls -R')).split('\n')
  const directory = paths.find((line) => /savepoint-[^/]*:$/.test(line))?.slice(0, -1) ?? ''
  const file = `s3://lab/checkpoints/${job}/chk-1/b71731f1c0df9c3076c4a455334d0ad6-2`
  for (const line of [`rm ${file}`, `flink savepoint -d ${directory}`]) {
    const reply = read(line, person.scene)
    if (reply.kind !== 'order') throw new Error(`no order: ${JSON.stringify(reply)}`)
    expect(lineFor(reply.command, person.scene)).toBe(line)
  }
})

test('[CLI-3] before a job runs, what is of a job is the line of the lab', () => {
  expect(lineFor({ kind: 'cancel-job' }, new Console().scene)).toBe('lab cancel')
})

test('[CLI-3, FLT-11] what cannot be read says why and how it goes; what has no effect says why', async () => {
  const person = await Console.at(2_000)
  for (const line of [
    'lab kill',
    'lab kill tm-9',
    'lab kill jobmanager --for-good',
    'lab kill tm-1 --at noon',
    'lab kill tm-1 --nth 3',
    'lab kill tm-1 --now',
    'lab stall tm-1 --for ever',
    'lab fail count',
    'lab fail count --at-record zero',
    'lab slow orders#0',
    'lab storage broken',
    'lab storage full --by 3s',
    'lab notification never',
    'lab produce orders {}',
    'lab browser chk-1/x melted',
    'lab checkpoint --full --incremental',
    'lab explode',
    'lab kill task nobody#0',
    'lab damage chk-77',
    'sudo rm',
    'rm "chk',
  ])
    expect(await person.types(line)).toMatchSnapshot(line)
})

test('[CLI-3] status and snapshots: what other lines name', async () => {
  const person = await Console.at(6_000)
  expect(await person.types('lab status')).toMatchInlineSnapshot(`
    "Orders by fruit (RUNNING) 4b75a365556058f89f48719faf6828ce
    tm-1  there, 2 of 2 slots taken
    tm-2  there, 1 of 2 slots taken
    orders#0  RUNNING
    orders#1  RUNNING
    count#0   RUNNING
    count#1   RUNNING
    count#2   RUNNING
    totals#0  RUNNING
    totals#1  RUNNING
    orders:0
    orders:1"
  `)
  expect(await person.types('lab snapshots')).toMatchInlineSnapshot(`
    "s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/chk-1
    "
  `)
  expect(await new Console().types('lab status')).toMatchInlineSnapshot(`
    "lab: there is no job on the screen.
    [exit code 1]"
  `)
})

test('[CLI-3] a kill that was typed kills, and behind a moment when that comes', async () => {
  const person = await Console.at(2_000)
  await person.types('lab kill tm-2 --for-good --at checkpoint-acknowledged --nth 3 --of 1')
  expect(await person.types('flink list')).toContain('RUNNING')
  await person.goesTo(6_000)
  expect(await person.types('lab status')).toContain('tm-2  lost')
})

test('[CLI-3] a line typed where the future was seen makes another branch', async () => {
  const person = await Console.at(6_000)
  await person.goesTo(3_000)
  await person.types('lab kill tm-1')
  expect(person.session.branches).toHaveLength(2)
})

test('[CLI-4] help, history, clear, nothing', async () => {
  const person = await Console.at(2_000)
  expect(await person.types('')).toBe('')
  expect(await person.types('help')).toMatchSnapshot()
  expect(await person.types('clear')).toBe('(cleared)')
  expect(await person.types('history')).toMatchInlineSnapshot(`
    "    1
        2  help
        3  clear
        4  history"
  `)
})

test('[CLI-4] Tab: sub-commands, options, the job, paths, operators, moments', async () => {
  const person = await Console.at(6_000)
  await person.types(`flink savepoint ${job}`)
  const tab = (line: string) => person.completes(line)
  expect(tab('fl').line).toBe('flink ')
  expect(tab('flink s').choices).toEqual(['stop', 'savepoint'])
  expect(tab('flink sa').line).toBe('flink savepoint ')
  expect(tab('flink savepoint 4').line).toBe(`flink savepoint ${job} `)
  expect(tab('flink savepoint --d').line).toBe('flink savepoint --dispose ')
  expect(tab('flink run -s s3://lab/sa').line).toMatch(
    /^flink run -s s3:\/\/lab\/savepoints\/savepoint-4b75a3-\w+ $/,
  )
  expect(tab('ls chk').line).toMatch(/ls s3:\/\/lab\/checkpoints\/\w+\/chk-1$|ls chk/)
  expect(tab('lab fail c').line).toBe('lab fail count ')
  expect(tab('lab kill task orders').choices).toEqual(['orders#0', 'orders#1'])
  expect(tab('lab kill tm-1 --at checkpoint-ack').line).toBe(
    'lab kill tm-1 --at checkpoint-acknowledged ',
  )
  expect(tab('lab storage ').choices).toContain('slow')
  expect(tab('nothing ').choices).toEqual([])
})

test('[CLI-3] the line that the restore dialog stands for starts from that very snapshot', async () => {
  const person = await Console.at(6_000)
  const [kept] = person.scene.kept
  const line = runLine(kept?.path ?? '', { allowNonRestoredState: true })
  expect(line).toBe(`flink run -s ${kept?.path} -n job.ts`)
  const request = { from: kept?.id, settings: { allowNonRestoredState: true }, options: [] }
  expect(read(line, person.scene)).toMatchObject({ kind: 'start', request })

  const claiming = { allowNonRestoredState: false, claimMode: 'CLAIM' } as const
  const claims = runLine(kept?.path ?? '', claiming)
  expect(claims).toBe(`flink run -s ${kept?.path} -cm claim job.ts`)
  expect(read(claims, person.scene)).toMatchObject({ request: { settings: claiming } })
  // Flink: the new name of the option wins.
  const both = claims.replace('-cm', '-rm legacy -cm')
  expect(read(both, person.scene)).toMatchObject({ request: { settings: claiming } })
})
