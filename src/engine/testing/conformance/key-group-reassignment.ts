/** Whose key groups and in-flight data a subtask takes over after rescaling. */
import * as v from 'valibot'
import { keyGroupRange } from '../../../model/index.ts'
import { mapInFlightData } from '../../state/in-flight.ts'
import { reassignKeyGroups } from '../../state/redistribute.ts'
import { type Adapter, pick } from './adapter.ts'
import { routeOf } from './key-groups.ts'

const rescaleSchema = v.looseObject({
  maxParallelism: v.number(),
  oldParallelism: v.number(),
  newParallelism: v.number(),
})

const rescale: Adapter = {
  kind: 'key groups after rescaling',
  recognises: (_list, vector) => vector['kind'] === 'rescale' && 'assignment' in vector,
  run(vector) {
    const { maxParallelism, oldParallelism, newParallelism } = v.parse(rescaleSchema, vector)
    const rangesOf = (parallelism: number) =>
      Array.from({ length: parallelism }, (_, index) => {
        const { start, end } = keyGroupRange(index, maxParallelism, parallelism)
        return [start, end]
      })
    return {
      expected: pick(vector, 'oldRanges', 'newRanges', 'assignment'),
      actual: {
        oldRanges: rangesOf(oldParallelism),
        newRanges: rangesOf(newParallelism),
        assignment: reassignKeyGroups(maxParallelism, oldParallelism, newParallelism).map(
          (shares) =>
            shares.map(({ fromOldSubtask, keyGroups: { start, end } }) => ({
              fromOldSubtask,
              keyGroups: [start, end],
            })),
        ),
      },
    }
  },
}

const keyToSubtask: Adapter = {
  kind: 'key to subtask',
  recognises: (_list, vector) => vector['kind'] === 'keyToSubtask',
  run(vector) {
    const parsed = v.parse(
      v.looseObject({
        keyType: v.string(),
        key: v.unknown(),
        maxParallelism: v.number(),
        parallelism: v.number(),
      }),
      vector,
    )
    return {
      expected: pick(vector, 'hashCode', 'murmur', 'keyGroup', 'subtask'),
      actual: routeOf(parsed.key, parsed.keyType, parsed),
    }
  },
}

const inFlight: Adapter = {
  kind: 'in-flight data after rescaling',
  recognises: (_list, vector) => vector['kind'] === 'inflightMapping',
  run(vector) {
    const { mapper, oldParallelism, newParallelism } = v.parse(
      v.looseObject({
        mapper: v.picklist(['RANGE', 'ROUND_ROBIN', 'ARBITRARY', 'FIRST', 'FULL']),
        oldParallelism: v.number(),
        newParallelism: v.number(),
      }),
      vector,
    )
    return {
      expected: pick(vector, 'newToOld', 'identity', 'ambiguousOldSubtasks'),
      actual: mapInFlightData(mapper, oldParallelism, newParallelism),
    }
  },
}

export const keyGroupReassignment: readonly Adapter[] = [rescale, keyToSubtask, inFlight]
