import { expect, test } from 'vitest'
import { operatorIdOfUid } from '../../model/index.ts'
import { matchSnapshot, type ProgramVertex, type SavedOperator } from './matching.ts'

const saved = (uid: string, more: Partial<SavedOperator> = {}): SavedOperator => ({
  id: operatorIdOfUid(uid),
  uid,
  name: uid,
  parallelism: 2,
  maxParallelism: 128,
  state: 'in-subtasks',
  ...more,
})
const vertex = (uids: readonly string[], more: Partial<ProgramVertex> = {}): ProgramVertex => ({
  name: uids.join(' -> '),
  parallelism: 2,
  maxParallelism: 128,
  maxParallelismSet: false,
  operators: uids.map((uid) => ({ id: operatorIdOfUid(uid), name: uid, userDefinedId: null })),
  ...more,
})

test('[CK-192, CK-194] ids decide: matched, new, left behind', () => {
  const matching = matchSnapshot(
    [saved('count'), saved('gone')],
    [vertex(['source', 'count'])],
    true,
  )
  expect(matching.outcome).toBe('ok')
  const rows = matching.rows.map((row) =>
    row.match === 'left-behind' ? [row.match, row.saved.name] : [row.match, row.operator.name],
  )
  expect(rows).toEqual([
    ['new', 'source'],
    ['matched', 'count'],
    ['left-behind', 'gone'],
  ])
})

test('[CK-193] state without operator is an error, unless it is allowed or empty', () => {
  const program = [vertex(['count'])]
  expect(matchSnapshot([saved('gone')], program, false)).toMatchObject({
    error: { phase: 'load', kind: 'NON_RESTORED_STATE', saved: { uid: 'gone' } },
  })
  expect(matchSnapshot([saved('gone')], program, true).outcome).toBe('ok')
  expect(matchSnapshot([saved('gone', { state: 'none' })], program, false).outcome).toBe('ok')
})

test('[CK-198, CK-199] max parallelism is taken over, refused, or too low', () => {
  const from = [saved('count', { maxParallelism: 4 })]
  expect(matchSnapshot(from, [vertex(['count'])], false)).toMatchObject({ maxParallelism: [4] })
  expect(matchSnapshot(from, [vertex(['count'], { maxParallelismSet: true })], true)).toMatchObject(
    {
      error: { phase: 'load', kind: 'MAX_PARALLELISM_MISMATCH', vertex: 0 },
    },
  )
  expect(matchSnapshot(from, [vertex(['count'], { parallelism: 5 })], false)).toMatchObject({
    error: { phase: 'assign', kind: 'PARALLELISM_ABOVE_MAX', vertex: 0 },
  })
})
