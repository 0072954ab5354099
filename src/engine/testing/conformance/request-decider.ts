/** Which of the requested snapshots runs next. */
import * as v from 'valibot'
import type { VirtualTime } from '../../../model/index.ts'
import {
  CheckpointRequestDecider,
  type CoordinatorSituation,
  maxQueuedRequests,
  type RequestDecision,
  type SnapshotRequest,
} from '../../checkpoint/request-decider.ts'
import { type Adapter, hasFields, pick } from './adapter.ts'
import { snapshotKind, snapshotKindOf } from './snapshot-kind.ts'

const situationFields = {
  nowMs: v.nullish(v.number()),
  pending: v.nullish(v.number()),
  cleaning: v.nullish(v.number()),
  isTriggering: v.nullish(v.boolean()),
  lastCompletionMs: v.nullish(v.number()),
}
const stepSchema = v.variant('op', [
  v.object({
    op: v.literal('submit'),
    id: v.string(),
    kind: snapshotKind,
    force: v.nullish(v.boolean(), false),
    periodic: v.nullish(v.boolean(), false),
    ...situationFields,
  }),
  v.object({ op: v.literal('pollQueue'), ...situationFields }),
  v.object({ op: v.literal('abortAll'), reason: v.string(), ...situationFields }),
])
const schema = v.object({
  config: v.object({
    maxConcurrent: v.number(),
    minPauseMs: v.number(),
    maxQueued: v.nullish(v.number(), maxQueuedRequests),
  }),
  steps: v.array(stepSchema),
  expected: v.array(
    v.looseObject({
      execute: v.nullable(v.string()),
      rejected: v.array(v.object({ id: v.string(), reason: v.string() })),
    }),
  ),
})

type VectorStep = v.InferOutput<typeof stepSchema>

interface NamedRequest extends SnapshotRequest {
  readonly id: string
}

export const requestDecider: Adapter = {
  kind: 'request decider',
  recognises: (_list, vector) =>
    hasFields(vector, 'config', 'steps', 'expected') && isDecider(vector['config']),
  run(vector) {
    const { config, steps, expected } = v.parse(schema, vector)
    const decider = new CheckpointRequestDecider<NamedRequest>({
      maxConcurrent: config.maxConcurrent,
      minPause: config.minPauseMs,
      maxQueued: config.maxQueued,
    })
    let situation: CoordinatorSituation = {
      now: 0 as VirtualTime,
      pending: 0,
      cleaning: 0,
      isTriggering: false,
      lastCompletion: null,
    }
    const actual = steps.map((step) => {
      situation = changed(situation, step)
      return {
        ...shown(take(decider, step, situation), situation),
        queueAfter: idsOf(decider.queue),
      }
    })
    return {
      expected: expected.map((one) => ({
        ...pick(one, 'execute', 'reschedule', 'queueAfter'),
        rejected: one.rejected.toSorted(byId).map(({ id, reason }) => ({ id, reason })),
      })),
      actual,
    }
  },
}

function isDecider(config: unknown): boolean {
  return typeof config === 'object' && config !== null && 'maxConcurrent' in config
}

/** What a step says is so from now on; the rest stays in force. */
function changed(situation: CoordinatorSituation, step: VectorStep): CoordinatorSituation {
  return {
    now: (step.nowMs ?? situation.now) as VirtualTime,
    pending: step.pending ?? situation.pending,
    cleaning: step.cleaning ?? situation.cleaning,
    isTriggering: step.isTriggering ?? situation.isTriggering,
    lastCompletion: (step.lastCompletionMs ?? situation.lastCompletion) as VirtualTime | null,
  }
}

interface Answer {
  readonly execute: NamedRequest | null
  readonly rejected: readonly { readonly request: NamedRequest; readonly reason: string }[]
  readonly rescheduleIn: RequestDecision<NamedRequest>['rescheduleIn']
}

function take(
  decider: CheckpointRequestDecider<NamedRequest>,
  step: VectorStep,
  situation: CoordinatorSituation,
): Answer {
  switch (step.op) {
    case 'submit': {
      const { id, kind, force: forced, periodic } = step
      return decider.submit({ id, kind: snapshotKindOf(kind), forced, periodic }, situation)
    }
    case 'pollQueue':
      return decider.next(situation)
    case 'abortAll': {
      const { reason } = step
      const rejected = decider.abortAll().map((request) => ({ request, reason }))
      return { execute: null, rejected, rescheduleIn: null }
    }
  }
}

function shown({ execute, rejected, rescheduleIn }: Answer, { now }: CoordinatorSituation) {
  return {
    execute: execute?.id ?? null,
    rejected: rejected.map(({ request: { id }, reason }) => ({ id, reason })).toSorted(byId),
    reschedule: rescheduleIn === null ? null : { nowMs: now, delayMs: rescheduleIn },
  }
}

function idsOf(requests: readonly NamedRequest[]): readonly string[] {
  return requests.map(({ id }) => id)
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
