/** Which checkpoint failures count, and when they are too many. */
import { type CheckpointFailureReason, failureReasons } from '../../../model/index.ts'
import * as v from 'valibot'
import type { CheckpointId } from '../../../model/index.ts'
import {
  CheckpointFailureManager,
  type FailureConsequence,
} from '../../checkpoint/failure-manager.ts'
import { type Adapter, hasFields, pick } from './adapter.ts'
import { snapshotKind, snapshotKindOf } from './snapshot-kind.ts'

const stepSchema = v.variant('op', [
  v.object({
    op: v.literal('fail'),
    cp: v.number(),
    reason: v.picklist(Object.keys(failureReasons) as CheckpointFailureReason[]),
    kind: v.nullish(snapshotKind, 'checkpoint'),
    level: v.nullish(v.string(), 'job'),
  }),
  v.object({ op: v.literal('success'), cp: v.number() }),
])
const schema = v.object({
  tolerable: v.number(),
  steps: v.array(stepSchema),
  expected: v.array(v.looseObject({ counterAfter: v.number(), failJob: v.nullable(v.string()) })),
})

const consequences: Readonly<Record<FailureConsequence, string>> = {
  'fail-job': 'failJob',
  'fail-task': 'failJobDueToTaskFailure',
}

export const failureManager: Adapter = {
  kind: 'failure manager',
  recognises: (_list, vector) => hasFields(vector, 'tolerable', 'steps', 'expected'),
  run(vector) {
    const { tolerable, steps, expected } = v.parse(schema, vector)
    const manager = new CheckpointFailureManager(tolerable)
    const actual = steps.map((step) => {
      const consequence = follow(manager, step)
      const failJob = consequence === null ? null : consequences[consequence]
      return { counterAfter: manager.failures, failJob }
    })
    return { expected: expected.map((one) => pick(one, 'counterAfter', 'failJob')), actual }
  },
}

function follow(
  manager: CheckpointFailureManager,
  step: v.InferOutput<typeof stepSchema>,
): FailureConsequence | null {
  const checkpoint = step.cp as CheckpointId
  if (step.op === 'success') {
    manager.succeeded(checkpoint)
    return null
  }
  return manager.failed({
    checkpoint: step.cp === -1 ? null : checkpoint,
    kind: snapshotKindOf(step.kind),
    reason: step.reason,
    byTask: step.level === 'task',
  })
}
