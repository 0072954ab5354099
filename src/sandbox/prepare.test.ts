import { expect, test } from 'vitest'
import type { Seed, VirtualTime } from '../model/index.ts'
import type { RunPlan } from '../run/index.ts'
import { defaultScenario, emptyScenario } from '../scenario/index.ts'
import { runToEnd } from './inline-runner.ts'
import { prepare } from './prepare.ts'

const planOf = (files: Record<string, string>): RunPlan => ({
  scenario: { ...emptyScenario, files },
  seed: 1 as Seed,
  commands: [],
  restoreFrom: null,
  startAt: 0 as VirtualTime,
})
function codes(files: Record<string, string>) {
  const prepared = prepare(planOf(files))
  const found = prepared.ok ? prepared.notices : prepared.misuses
  return found.map(({ code, at }) => `${code} ${at?.file ?? ''}`)
}

test('mistakes of all files are named at once', () => {
  const files = { 'job.ts': 'let x = ;', 'config.yaml': 'execution.checkpointing.interval: soon' }
  expect(codes(files)).toEqual(['syntax_error job.ts', 'config_value_malformed config.yaml'])
  expect(codes({ 'job.ts': '', 'config.yaml': '- x' })).toEqual(['config_not_keys config.yaml'])
})

test('what is only worth saying does not stop the plan', () => {
  const files = { 'job.ts': '', 'config.yaml': 'state.backend: hashmap' }
  expect(codes(files)).toEqual(['config_key_old config.yaml'])
  expect(prepare(planOf({ 'job.ts': '' })).ok).toBe(true)
})

test('files that are too many or too large are not compiled', () => {
  expect(codes({ 'job.ts': ' '.repeat(300_000) })).toEqual(['files_too_large '])
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}.ts`, '']))
  expect(codes(many)).toEqual(['too_many_files '])
})

test('the first scenario runs, and counts every order once', () => {
  const prepared = prepare({ ...planOf({}), scenario: defaultScenario })
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.misuses))
  expect(prepared.notices).toEqual([])
  const { events, crash } = runToEnd(prepared.executable, 20_000 as VirtualTime)
  expect(crash).toBeNull()
  const kinds = new Set(events.map(({ kind }) => kind))
  expect(kinds).toContain('checkpoint-completed')
  expect(kinds).toContain('sink-written')
  expect(kinds).not.toContain('task-failed')
})
