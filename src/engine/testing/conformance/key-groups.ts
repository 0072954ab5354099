/** Hash code → murmur → key group → subtask, ranges, default max parallelism, and what keyBy refuses. */
import * as v from 'valibot'
import { hashOfJavaValue, isKeyable } from '../../../model/java-hash.ts'
import {
  defaultMaxParallelism,
  isParallelism,
  javaHashCode,
  keyGroupOf,
  keyGroupRange,
  murmurHash,
  subtaskOfKeyGroup,
} from '../../../model/index.ts'
import { type Adapter, type Comparison, hasFields, pick, type VectorCase } from './adapter.ts'
import { keyFromJson, keyTypeOf, parseJavaType, parseKeyShape } from './java-type.ts'

/** Everything between a key and its subtask. */
export function routeOf(
  key: unknown,
  keyType: string,
  {
    maxParallelism,
    parallelism,
  }: { readonly maxParallelism: number; readonly parallelism: number },
) {
  const hashCode = hashCodeOf(key, keyType)
  const keyGroup = keyGroupOf(hashCode, maxParallelism)
  return {
    hashCode,
    murmur: murmurHash(hashCode),
    keyGroup,
    subtask: subtaskOfKeyGroup(keyGroup, maxParallelism, parallelism),
  }
}

function hashCodeOf(key: unknown, keyType: string): number {
  const own = keyTypeOf[keyType]
  if (own !== undefined) return javaHashCode(keyFromJson(key, own), own)
  const type = parseJavaType(keyType, key)
  if (type === null) throw new Error(`no hash function for ${keyType}`)
  return hashOfJavaValue(key, type)
}

const routed = v.looseObject({
  key: v.unknown(),
  keyType: v.nullish(v.string(), 'String'),
  maxParallelism: v.number(),
  parallelism: v.number(),
})

const keyRouting: Adapter = {
  kind: 'key to key group',
  recognises: (_list, vector) =>
    hasFields(vector, 'key', 'maxParallelism', 'keyGroup', 'operatorIndex'),
  run(vector) {
    const parsed = v.parse(routed, vector)
    const { hashCode, murmur, keyGroup, subtask } = routeOf(parsed.key, parsed.keyType, parsed)
    const actual = { javaHashCode: hashCode, murmur, keyGroup, operatorIndex: subtask }
    return onlyExpected(vector, actual)
  },
}

const ranges: Adapter = {
  kind: 'key group ranges',
  recognises: (_list, vector) => hasFields(vector, 'ranges', 'maxParallelism', 'parallelism'),
  run(vector) {
    const { maxParallelism, parallelism } = v.parse(
      v.looseObject({ maxParallelism: v.number(), parallelism: v.number() }),
      vector,
    )
    const actual = Array.from({ length: parallelism }, (_, index) => {
      const { start, end } = keyGroupRange(index, maxParallelism, parallelism)
      return [start, end]
    })
    return { expected: vector['ranges'], actual }
  },
}

const defaults: Adapter = {
  kind: 'default max parallelism',
  recognises: (_list, vector) => hasFields(vector, 'parallelism', 'defaultMaxParallelism'),
  run(vector) {
    const { parallelism } = v.parse(v.looseObject({ parallelism: v.number() }), vector)
    return { expected: vector['defaultMaxParallelism'], actual: defaultMaxParallelism(parallelism) }
  },
}

const refusals: Adapter = {
  kind: 'types keyBy refuses',
  recognises: (_list, vector) => hasFields(vector, 'keyType', 'isRejected'),
  run(vector) {
    const { keyType, executed } = v.parse(
      v.looseObject({
        keyType: v.string(),
        executed: v.nullish(v.record(v.string(), v.string()), {}),
      }),
      vector,
    )
    // Where Flink was asked about several types, each of them counts.
    const types = Object.keys(executed).filter((name) => name !== 'keyBy')
    const named = types.length > 0 ? types : [keyType]
    return {
      expected: named.map(() => vector['isRejected']),
      actual: named.map((name) => !isKeyable(parseKeyShape(name))),
    }
  },
}

const calls = v.picklist([
  'computeKeyGroupRangeForOperatorIndex',
  'checkParallelismPreconditions',
  'computeDefaultMaxParallelism',
  'env.setMaxParallelism',
  'stream.map.setMaxParallelism',
])

const directCalls: Adapter = {
  kind: 'calls with bounds',
  recognises: (_list, vector) => hasFields(vector, 'call', 'args') && v.is(calls, vector['call']),
  run(vector) {
    const parsed = v.parse(v.looseObject({ call: calls, args: v.array(v.number()) }), vector)
    const [first = 0, second = 0, third = 0] = parsed.args
    const attempt = (call: () => string): string => {
      try {
        return call()
      } catch {
        return 'refused'
      }
    }
    const expected = 'error' in vector ? 'refused' : vector['result']
    const actual = attempt(() => {
      switch (parsed.call) {
        case 'computeKeyGroupRangeForOperatorIndex': {
          const { start, end } = keyGroupRange(third, first, second)
          return `KeyGroupRange{startKeyGroup=${start}, endKeyGroup=${end}}`
        }
        case 'computeDefaultMaxParallelism':
          return String(defaultMaxParallelism(first))
        case 'checkParallelismPreconditions':
        case 'env.setMaxParallelism':
        case 'stream.map.setMaxParallelism':
          return isParallelism(first) ? 'ok' : 'refused'
      }
    })
    return { expected, actual }
  },
}

function onlyExpected(vector: VectorCase, actual: Readonly<Record<string, unknown>>): Comparison {
  const fields = Object.keys(actual).filter((field) => field in vector)
  return { expected: pick(vector, ...fields), actual: pick(actual, ...fields) }
}

export const keyGroups: readonly Adapter[] = [keyRouting, ranges, defaults, refusals, directCalls]
