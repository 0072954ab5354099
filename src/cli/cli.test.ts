/** The command line as a person starts it: a process with arguments, two streams and an exit code. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { configYaml, jobTs, scenarioJson } from './testing/counting.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'barrier-lab-cli-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A folder or file of the tests' own; answers its path. */
function made(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(folder, name))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text)
  return name
}

const whole = { 'scenario.json': scenarioJson, 'config.yaml': configYaml, 'job.ts': jobTs }
const counting = made('counting', whole)

const throwing = jobTs.replace(
  'this.count.update(count)\n',
  "if (count === 2) throw new Error('two are too many')\n    this.count.update(count)\n",
)
const throws = made('throws', {
  ...whole,
  'config.yaml': 'restart-strategy.type: none\n',
  'job.ts': throwing,
})
const broken = jobTs.replace('const env =', 'const env ==')
const brokenJob = made('broken-job', { 'job.ts': broken })
const brokenConfig = made('broken-config', {
  'job.ts': jobTs,
  'config.yaml': 'execution.checkpointing.interval: 1 h\nexecution.checkpointing.mode: TWICE\n',
})
const brokenScenario = made('broken-scenario', {
  'job.ts': jobTs,
  'scenario.json':
    '{\n  "version": 1,\n  "cluster": { "taskManagers": "two", "slotsEach": 1 }\n}\n',
})
writeFileSync(join(folder, 'not.json'), '{\n  "version": 1,\n  "title": oops\n}\n')

/** The line of a text that contains the words, counted from 1. */
function lineOf(text: string, words: string): number {
  return text.split('\n').findIndex((line) => line.includes(words)) + 1
}

function barrierLab(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts', 'barrier-lab.mjs'), ...args],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  )
  return { status, stdout, stderr, rows: () => rowsOf(stdout) }
}

function rowsOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('hunt', () => {
  const plainly = jobTs
    .replace('class CountFruit', 'let counted = 0\nclass CountFruit')
    .replace('(this.count.value() ?? 0) + 1', '++counted')
  const plain = made('plain-field', { ...whole, 'job.ts': plainly })

  test('with a count in state no kill changes the result', () => {
    const { status, stderr, rows } = barrierLab('hunt', counting, '--max', '24')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(rows()).toMatchObject([{ moments: 12, kills: 24, changed: 0, first: null, link: null }])
  })

  test('with a count in a plain field one does: the link is the plan that shows it', () => {
    const { status, rows } = barrierLab('hunt', plain, '--max', '24', '--print', 'moments')
    expect(status).toBe(1)
    const [first, ...rest] = rows()
    const summary = rest.at(-1)
    expect(summary).toMatchObject({ kills: 24, changed: rest.length, first })
    const decoded = barrierLab('link', 'decode', String(summary?.['link']))
    const kill = { kind: 'kill-task-manager', taskManager: first?.['taskManager'] }
    expect(decoded.rows()[0]).toMatchObject({
      script: expect.arrayContaining([
        { at: first?.['at'], step: expect.any(Number), command: kill },
      ]),
    })
  })

  test('what cannot be hunted is wrong input', () => {
    expect(barrierLab('hunt', throws)).toMatchObject({ status: 2, stdout: '' })
    expect(barrierLab('hunt', brokenJob).status).toBe(2)
    expect(barrierLab('hunt', counting, '--every', '0')).toMatchObject({
      status: 2,
      stderr: '--every: it is 1 at least\n',
    })
  })
})

describe('run', () => {
  test('prints what a reader of each sink sees, and nothing else', () => {
    const { status, stdout, stderr } = barrierLab('run', counting, '--until', '20s')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const rows = rowsOf(stdout)
    const fields = ['sink', 'topic', 'key', 'value', 'timestamp', 'subtask', 'at']
    for (const row of rows) expect(Object.keys(row)).toEqual(fields)
    const values = rows.map(({ value }) => value)
    expect(values.at(-1)).toBe('{"fruit":"apple","count":3}')
    expect(new Set(values).size, 'a killed TaskManager makes no other results').toBe(4)
    expect(rows.every(({ topic, sink }) => topic === 'counts' && sink === 'counts: Writer')).toBe(
      true,
    )
    expect(rows.map(({ timestamp }) => timestamp)).toContain(6_000)
  })

  test('gives the same bytes each time, and from one file as from a folder', () => {
    const once = barrierLab('run', counting, '--print', 'trace').stdout
    expect(barrierLab('run', counting, '--print', 'trace').stdout).toBe(once)
    const scenario = JSON.parse(scenarioJson) as object
    const files = { 'job.ts': jobTs, 'config.yaml': configYaml }
    writeFileSync(join(folder, 'one.json'), JSON.stringify({ ...scenario, files }))
    expect(barrierLab('run', 'one.json', '--print', 'trace').stdout).toBe(once)
  })

  test('--until ends the run there, --seed changes chance', () => {
    const rows = barrierLab('run', counting, '--until', '150ms', '--print', 'trace').rows()
    expect(Math.max(...rows.map(({ at }) => Number(at)))).toBeLessThanOrEqual(150)
    const start = join(root, 'lessons/02-checkpoints/07-barriers-wait-in-line/start')
    const read = (seed: string) =>
      barrierLab('run', start, '--seed', seed, '--print', 'trace').stdout
    expect(read('1')).not.toBe(read('2'))
  })

  test('--print trace: every event in order', () => {
    const rows = barrierLab('run', counting, '--print', 'trace').rows()
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at))
  })

  test('--print transcript: a line of text for every event', () => {
    const rows = barrierLab('run', counting, '--print', 'transcript').rows()
    expect(rows.map(({ text }) => text)).toContain(
      '500  checkpoint 1 triggered                  command',
    )
  })

  test('--print checkpoints: how each ended', () => {
    const [row] = barrierLab('run', counting, '--print', 'checkpoints').rows()
    expect(row).toMatchObject({
      checkpoint: 1,
      status: 'completed',
      kind: 'checkpoint',
      full: false,
      by: 'command',
      triggeredAt: 500,
    })
  })

  test('--print state: keys and values at the end', () => {
    const rows = barrierLab('run', counting, '--print', 'state').rows()
    const values = rows.map(({ uid, state, key, value }) => [uid, state, key, value].join(' '))
    expect(values.sort()).toEqual(['count count apple 3', 'count count pear 1'])
  })

  test('--print metrics: what every subtask did', () => {
    const rows = barrierLab('run', counting, '--print', 'metrics').rows()
    expect(rows.map(({ task }) => task)).toContain('count')
    for (const row of rows) expect(row).toMatchObject({ status: 'RUNNING' })
  })

  test('--print advice: what is legal and harmful, with its remedy', () => {
    const rows = barrierLab('run', counting, '--print', 'advice').rows()
    expect(rows.find(({ rule }) => rule === 'ADV-8')).toMatchObject({
      title: 'The maximum parallelism is not set.',
      remedy: { kind: 'option', key: 'pipeline.max-parallelism', value: '128' },
    })
  })

  test('--print storage: the files of the checkpoints that are retained', () => {
    const rows = barrierLab('run', counting, '--print', 'storage').rows()
    const directories = rows.filter(({ status }) => status === 'completed')
    expect(directories.map(({ path }) => path)).toContainEqual(expect.stringMatching(/\/chk-\d+$/))
    const files = rows.filter(({ kind, bytes }) => kind === 'file' && bytes !== null)
    expect(files.length).toBeGreaterThan(0)
    for (const { neededBy } of files) expect(neededBy).toHaveLength(1)
  })

  test('--print watermarks: event time of every subtask', () => {
    const rows = barrierLab('run', counting, '--print', 'watermarks').rows()
    expect(rows.map(({ subtask, late }) => [subtask, late])).toContainEqual(['count#0', 0])
  })

  test('--fast: one line on how fast it was', () => {
    const { status, stdout } = barrierLab('run', counting, '--fast')
    expect(status).toBe(0)
    expect(rowsOf(stdout)).toHaveLength(1)
    expect(rowsOf(stdout)[0]).toMatchObject({ records: 3 })
  })

  test('a job that fails is exit code 1, with the line that threw', () => {
    const { status, stderr } = barrierLab('run', throws)
    expect(status).toBe(1)
    expect(stderr).toMatch(
      new RegExp(`job\\.ts:${lineOf(throwing, 'throw new')}:\\d+: .*two are too many`),
    )
    expect(stderr).toMatch(/The job FAILED/)
  })
})

describe('input that cannot be used is exit code 2, with the place and what to do', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no JSON', ['run', 'not.json'], /not\.json:3:\d+: this is no JSON/],
    ['a wrong type', ['run', brokenScenario], /scenario\.json:3:\d+: .*taskManagers/],
    ['no such file', ['run', 'nowhere.json'], /nowhere\.json: there is no such file/],
    [
      'code with a mistake',
      ['run', brokenJob],
      new RegExp(`job\\.ts:${lineOf(broken, 'const env ==')}:\\d+: `),
    ],
    ['a wrong value in config.yaml', ['run', brokenConfig], /config\.yaml:2:\d+: .*mode/],
    ['an unknown command', ['walk'], /There is no command walk/],
    ['nothing', [], /Say what to do/],
    ['an unknown option', ['run', counting, '--quick'], /--quick/],
    ['an unknown print', ['run', counting, '--print', 'all'], /none of output, /],
    ['no duration', ['run', counting, '--until', 'soon'], /write 500ms, 60s/],
    ['no number', ['run', counting, '--seed', 'x'], /no whole number/],
    ['--fast with --print', ['run', counting, '--fast', '--print', 'trace'], /--fast/],
    ['an unknown lesson', ['check', 'no-such-lesson'], /there are .*barriers-wait-in-line/],
    ['a damaged link', ['link', 'decode', '#1.abc'], /link_damaged/],
  ]
  for (const [what, args, message] of cases) {
    test(what, () => {
      const { status, stdout, stderr } = barrierLab(...args)
      expect(stderr).toMatch(message)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    })
  }
})

describe('check', () => {
  const lesson = 'barriers-wait-in-line'
  const solution = join(root, 'lessons/02-checkpoints/07-barriers-wait-in-line/solution')

  test('an unsolved lesson is exit code 1, and says what was found instead', () => {
    const { status, stdout } = barrierLab('check', lesson)
    expect(status).toBe(1)
    expect(rowsOf(stdout).map(({ verdict }) => verdict)).toEqual(['open', 'open', 'open'])
    for (const { found } of rowsOf(stdout)) expect(found).toMatch(/\w/)
  })

  test('its own solution is exit code 0, with evidence', () => {
    const { status, stdout } = barrierLab('check', lesson, '--solution')
    expect(status).toBe(0)
    for (const { evidence } of rowsOf(stdout)) expect(evidence).not.toEqual([])
  })

  test('--with judges a file of one’s own in place of the start’s', () => {
    const config = join(solution, '1-exactly-once/config.yaml')
    const { status, stdout } = barrierLab('check', lesson, '--with', config)
    expect(status).toBe(1)
    expect(rowsOf(stdout).map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'open'])
  })
})

describe('link', () => {
  test('decode gives back what encode was given', () => {
    const { status, stdout } = barrierLab('link', 'encode', counting)
    expect(status).toBe(0)
    const [{ link, characters } = {}] = rowsOf(stdout)
    expect(String(link)).toMatch(/^#1\./)
    expect(characters).toBe(String(link).length)
    const decoded = barrierLab('link', 'decode', `https://example.org/lab/${String(link)}`)
    expect(decoded.status).toBe(0)
    expect(decoded.rows()[0]).toMatchObject({
      title: 'Counting fruit',
      files: { 'job.ts': jobTs },
    })
  })
})

test('--help says everything, and is exit code 0', () => {
  const { status, stdout } = barrierLab('--help')
  expect(status).toBe(0)
  for (const word of ['run', 'check', 'link', 'bench', '--until', '--seed', '--print', '--fast'])
    expect(stdout).toContain(word)
})
