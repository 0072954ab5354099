/** Golden runs of state in Flink's operator harness, line by line through the engine's own classes. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  Duration,
  StateTtlConfig,
  type TtlStateVisibility,
  type TtlUpdateType,
} from '../../datastream/flink.ts'
import { type AskedState, handleOf, type Kind, operate } from './conformance/keyed-operations.ts'
import { type HarnessBackend, keyedHarness, type KeyedHarness } from './keyed-harness.ts'

interface Golden {
  readonly id: string
  readonly config: {
    readonly ttlMs: number
    readonly updateType?: TtlUpdateType
    readonly visibility?: TtlStateVisibility
    readonly cleanup?: string
    readonly cleanupFullSnapshot?: boolean
    readonly cleanupIncrementally?: number
    readonly 'state.backend'?: HarnessBackend
  }
  readonly input: readonly string[]
  readonly expected: readonly string[] | Readonly<Record<string, unknown>>
}

const folder = fileURLToPath(new URL('golden/', import.meta.url))
const runs = readdirSync(folder)
  .filter((file) => file.startsWith('e-ttl'))
  .map((file) => JSON.parse(readFileSync(folder + file, 'utf8')) as Golden)

function configOf({ id, config }: Golden): StateTtlConfig {
  const builder = StateTtlConfig.newBuilder(Duration.ofMillis(config.ttlMs))
  if (config.updateType !== undefined) builder.setUpdateType(config.updateType)
  if (config.visibility !== undefined) builder.setStateVisibility(config.visibility)
  if (config.cleanupFullSnapshot === true) builder.cleanupFullSnapshot()
  if (config.cleanupIncrementally !== undefined)
    builder.cleanupIncrementally(config.cleanupIncrementally, false)
  // Where the harness does not test cleanup, it has it switched off.
  else if (id !== 'e-ttl-defaults') builder.disableCleanupInBackground()
  return builder.build()
}

/** `0 k list.add 1` → what the line of the golden run says behind it. */
function play(golden: Golden): readonly string[] {
  const ttl = configOf(golden)
  const backend = golden.config['state.backend'] ?? 'hashmap'
  let harness = keyedHarness({ backend })
  return golden.input.map((line) => {
    const [time = '', key = '', call = '', ...args] = line.split(' ')
    harness.setTime(Number(time))
    let answer: unknown
    if (key === 'SNAPSHOT-RESTORE') {
      harness = harness.snapshotAndRestore()
      answer = 'restored'
    } else {
      harness.setKey(key)
      const [state = '', op = ''] = call.split('.')
      const asked: AskedState = {
        kind: state as Kind,
        fn: '',
        defaultValue: undefined,
        ttl,
        userKeyType: undefined,
      }
      const given = args.map((arg) => (/^-?\d+$/.test(arg) ? Number(arg) : arg))
      answer = operate(handleOf(harness, state, asked), op, given)
    }
    const told = `${line} -> ${shown(call, answer)}`
    return backend === 'rocksdb' ? told : `${told}; stored entries ${storedIn(harness)}`
  })
}

function storedIn(harness: KeyedHarness): number {
  return harness.pieces().reduce((sum, { entries }) => sum + entries.length, 0)
}

function shown(call: string, answer: unknown): string {
  if (answer === undefined) return 'ok'
  if (!Array.isArray(answer)) return typeof answer === 'string' ? answer : JSON.stringify(answer)
  if (!call.endsWith('.entries')) return `[${answer.join(', ')}]`
  return `{${(answer as [unknown, unknown][]).map((pair) => pair.join('=')).join(', ')}}`
}

describe('[TTL-3, TTL-7, TTL-8, TTL-10, TTL-11, TTL-12, TTL-13, TTL-15, TTL-26, TTL-28] golden runs of Flink 2.2.0', () => {
  for (const golden of runs)
    test(golden.id, () => {
      const { expected } = golden
      expect(play(golden)).toEqual('log' in expected ? expected['log'] : expected)
    })
})

test('[TTL-1, TTL-25] the defaults are those of Flink’s builder', () => {
  const config = StateTtlConfig.newBuilder(Duration.ofMillis(100)).build()
  const golden = runs.find(({ id }) => id === 'e-ttl-defaults')
  expect(golden?.expected).toMatchObject({
    updateType: config.getUpdateType(),
    visibility: config.getStateVisibility(),
    ttlTime: config.getTtlTimeCharacteristic(),
    cleanupInBackground: config.getCleanupStrategies().isCleanupInBackground(),
  })
})
