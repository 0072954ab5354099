/** Small programs, submitted: for tests of the API. */
import type { ConfigEntry } from '../../model/index.ts'
import { evaluateProgram } from '../evaluate.ts'
import {
  type DataStreamSource,
  json,
  KafkaSource,
  StreamExecutionEnvironment,
  WatermarkStrategy,
} from '../flink.ts'
import type { Program } from '../program.ts'
import { codeOf } from './misuse.ts'

/** What a learner may try who has not looked at the types. */
export type Loose = Record<string, (...args: unknown[]) => Loose>

/** A stream of numbers from a topic. */
export function numbers(env: StreamExecutionEnvironment): DataStreamSource<number> {
  const source = KafkaSource.builder<number>()
    .setBootstrapServers('broker:9092')
    .setTopics('numbers')
    .setValueOnlyDeserializer(json<number>())
    .build()
  return env.fromSource(source, WatermarkStrategy.noWatermarks<number>(), 'numbers')
}

/** Submits what `program` builds. */
export function submit(
  program: (env: StreamExecutionEnvironment) => void,
  config: Readonly<Record<string, string>> = {},
): Program {
  const file = Object.entries(config).map(([key, value], at): ConfigEntry => ({
    key,
    value,
    line: at + 1,
  }))
  return evaluateProgram(() => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment()
    program(env)
    env.execute()
  }, file)
}

/** The code a statement of a program is refused with; null when it is taken. */
export function inProgram(
  statement: (stream: Loose, env: StreamExecutionEnvironment) => unknown,
): string | null {
  return codeOf(() =>
    submit((env) => {
      statement(numbers(env) as unknown as Loose, env)
    }),
  )
}

export const nothing = (): undefined => undefined
