import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { VectorCase } from './adapter.ts'
import { firstDifference } from './difference.ts'
import { casesOf, runCase, runFile } from './run.ts'

const folder = fileURLToPath(new URL('../vectors/', import.meta.url))
const original = fileURLToPath(new URL('../../../../../shared/flink/vectors/', import.meta.url))
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

for (const file of files) {
  const cases = casesOf(readFileSync(folder + file, 'utf8')).map((one) => ({
    ...one,
    verdict: runCase(one),
  }))
  const supported = cases.filter(({ verdict }) => verdict.verdict !== 'skipped')
  if (supported.length === 0) continue
  describe(`${file}: as real Flink answered`, () => {
    test.each(supported)('$id', ({ verdict }) => {
      expect(verdict).toEqual({ verdict: 'passed' })
    })
    test('no case is left out', () => {
      const left = cases.filter(({ verdict }) => verdict.verdict === 'skipped')
      expect(left.filter(({ vector }) => !isOfRecordSchemas(vector))).toEqual([])
    })
  })
}

/** Avro and JSON Schema, in a registry and as serializers: they come with schemas of records. */
function isOfRecordSchemas(vector: VectorCase): boolean {
  const { kind } = vector
  if (kind === 'schema-registry-avro' || kind === 'schema-registry-json') return true
  return kind === 'flink-serializer' && /avro/i.test(JSON.stringify(vector))
}

test('at least the checkpointing kinds and key groups are supported', () => {
  const supported = files.filter((file) => runFile(readFileSync(folder + file, 'utf8')).passed > 0)
  expect(supported).toEqual(
    expect.arrayContaining([
      'barrier-alignment-random.json',
      'barrier-alignment.json',
      'failure-manager.json',
      'key-group-reassignment.json',
      'key-groups.json',
      'operator-state-repartition.json',
      'request-decider.json',
      'restart-strategy.json',
      'savepoint-restore.json',
      'schema-compat.json',
      'watermark.json',
    ]),
  )
})

// A stranger's clone has the copies and not the originals: then there is nothing to compare.
const compared = existsSync(original) ? files : []

test('the copies are the originals, where these lie beside the project', () => {
  for (const file of compared)
    expect(readFileSync(folder + file, 'utf8')).toBe(readFileSync(original + file, 'utf8'))
})

test('a wrong answer fails, and says where', () => {
  const vector = {
    id: 'wrong',
    tolerable: 0,
    steps: [{ op: 'fail', cp: 1, reason: 'CHECKPOINT_EXPIRED' }],
    expected: [{ counterAfter: 0, failJob: null }],
  }
  expect(runFile(JSON.stringify({ cases: [vector] })).failed).toEqual([
    { id: 'wrong', difference: '[0].failJob: expected null, got "failJob"' },
  ])
})

test('further fields are tolerated, further kinds are skipped', () => {
  const vector = {
    id: 'known',
    note: 'new',
    tolerable: 0,
    steps: [{ op: 'success', cp: 1, by: 'nobody' }],
    expected: [{ counterAfter: 0, failJob: null, mood: 'good' }],
  }
  const report = runFile(JSON.stringify({ cases: [vector, { id: 'unknown', moon: 1 }] }))
  expect(report).toEqual({ passed: 1, failed: [], skipped: 1 })
})

test('the first difference is named by its place', () => {
  expect(firstDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBeNull()
  expect(firstDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe(
    'a[1].b: expected 2, got 3',
  )
  expect(firstDifference({ a: 1 }, { a: 1, c: null })).toBe('c: expected nothing, got null')
  expect(firstDifference([], {})).toBe('the answer: expected [], got {}')
})
