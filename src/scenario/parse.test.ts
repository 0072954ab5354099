import { readdirSync, readFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import { expect, test } from 'vitest'
import type { Misuse } from '../model/index.ts'
import { defaultScenario } from './default-scenario.ts'
import { type Migration, migrate } from './migrations/index.ts'
import { parseScenario } from './parse.ts'
import { emptyScenario, type Scenario } from './scenario.ts'
import { scenarioSchema } from './schema.ts'

const samples = new URL('./samples/', import.meta.url)
const schemaFile = new URL('../../public/scenario.schema.json', import.meta.url)

function scenarioOf(given: unknown): Scenario {
  const parsed = parseScenario(given)
  if ('misuses' in parsed) throw new Error(JSON.stringify(parsed.misuses))
  return parsed.scenario
}
const codes = (misuses: readonly Misuse[]) =>
  misuses.map(({ code, values }) => [code, values['path']])
function refusals(given: unknown) {
  const parsed = parseScenario(given)
  return 'misuses' in parsed ? codes(parsed.misuses) : []
}
function notices(given: unknown) {
  const parsed = parseScenario(given)
  return 'notices' in parsed ? parsed.notices : []
}

test('the built-in scenarios are scenarios, unchanged by reading', () => {
  for (const scenario of [defaultScenario, emptyScenario]) {
    const copy: unknown = JSON.parse(JSON.stringify(scenario))
    expect(scenarioOf(copy)).toEqual(scenario)
    expect(notices(copy)).toEqual([])
  }
})

for (const file of readdirSync(samples)) {
  test(`the sample of version ${file} still opens`, () => {
    const parsed = parseScenario(JSON.parse(readFileSync(new URL(file, samples), 'utf8')))
    expect(parsed).toMatchObject({ scenario: { version: 1 }, notices: [] })
  })
}

test('what may be absent is filled in', () => {
  const { files, ...rest } = scenarioOf({ version: 1, files: { 'job.ts': '' } })
  expect(files).toEqual({ 'job.ts': '' })
  expect({ ...rest, rules: '1.0' }).toEqual({ ...emptyScenario, files: undefined })
})

test('unknown fields are dropped, each with a notice', () => {
  const given = {
    ...emptyScenario,
    colour: 'blue',
    cluster: { taskManagers: 1, slotsEach: 1, gpu: 2 },
  }
  expect(scenarioOf(given)).not.toHaveProperty('colour')
  expect(codes(notices(given))).toEqual([
    ['scenario_field_dropped', 'cluster.gpu'],
    ['scenario_field_dropped', 'colour'],
  ])
})

test('names that would reach a prototype are dropped', () => {
  const given: unknown = JSON.parse(
    '{"version": 1, "files": {"job.ts": "", "__proto__": "x"}, "topics": {"__proto__": {}}, "__proto__": {"seed": 9}}',
  )
  const scenario = scenarioOf(given)
  expect(Object.keys(scenario.files)).toEqual(['job.ts'])
  expect(scenario.seed).toBe(1)
  expect(Object.getPrototypeOf(scenario.topics)).toBe(Object.prototype)
})

test('numbers are brought within bounds, each with a notice', () => {
  const given = { ...emptyScenario, cluster: { taskManagers: 9e9, slotsEach: -1 }, seed: 1.5 }
  expect(scenarioOf(given)).toMatchObject({ cluster: { taskManagers: 16, slotsEach: 1 }, seed: 1 })
  expect(codes(notices(given))).toEqual([
    ['scenario_number_clamped', 'cluster.taskManagers'],
    ['scenario_number_clamped', 'cluster.slotsEach'],
    ['scenario_number_clamped', 'seed'],
  ])
})

test('what has the wrong type is refused, with its path', () => {
  expect(refusals({ version: 1, files: 7, seed: '1' })).toEqual([
    ['scenario_invalid', 'files'],
    ['scenario_invalid', 'seed'],
  ])
  expect(refusals({ ...emptyScenario, seed: NaN })).toEqual([['scenario_invalid', 'seed']])
  const script = [{ at: 0, command: { kind: 'format-disk' } }]
  expect(refusals({ ...emptyScenario, script })).toEqual([
    ['scenario_invalid', 'script.0.command.kind'],
  ])
})

test('file names stay inside the scenario', () => {
  for (const name of [
    '../job.ts',
    '/etc/passwd',
    'a//b.ts',
    '.hidden',
    'c:\\x.ts',
    'job',
    'a/../b.ts',
  ]) {
    expect(refusals({ version: 1, files: { [name]: '' } }), name).toHaveLength(1)
  }
  expect(refusals({ version: 1, files: { 'lib/my-util.test.ts': '' } })).toEqual([])
})

test('what is too large is refused', () => {
  const long = 'x'.repeat(150_000)
  expect(refusals({ version: 1, files: { 'a.ts': long, 'b.ts': long } })).toHaveLength(1)
  expect(refusals({ version: 1, files: {}, title: long })).toHaveLength(1)
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = [deep]
  expect(refusals({ version: 1, files: {}, deep })).toEqual([['scenario_too_deep', undefined]])
})

test('a version says how to read; a newer one says so', () => {
  expect(refusals({ version: 2 })).toEqual([['scenario_newer', undefined]])
  for (const given of [{}, { version: '1' }, { version: 0 }, null, 7, []]) {
    expect(refusals(given)).toEqual([['scenario_no_version', undefined]])
  }
})

test('a scenario made for other rules says so', () => {
  expect(codes(notices({ ...emptyScenario, rules: '0.9' }))).toEqual([
    ['scenario_other_rules', undefined],
  ])
})

test('older forms climb step by step', () => {
  const steps: Migration[] = [
    { to: 2, name: 'two', up: (old) => ({ ...(old as object), two: true }) },
    { to: 3, name: 'three', up: (old) => ({ ...(old as object), three: true }) },
  ]
  expect(migrate({ version: 1 }, 1, steps)).toEqual({ version: 1, two: true, three: true })
  expect(migrate({ version: 2 }, 2, steps)).toEqual({ version: 2, three: true })
})

test('the published JSON schema is the one in force', async () => {
  const schema = {
    $id: 'scenario.schema.json',
    title: 'Barrier Lab scenario',
    ...toJsonSchema(scenarioSchema, { errorMode: 'ignore', typeMode: 'input' }),
  }
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(schemaFile.pathname)
})
