/** A job that asks a service outside for each record: for tests of asynchronous requests. */
import { orders, simulate, type SimulateOptions, type Simulated } from './simulate.ts'

export interface AsyncJob {
  /** Calls on AsyncDataStream: `orderedWait`, its function and what follows it. */
  readonly wait: string
  readonly latency?: string
  readonly watermarks?: string
  readonly before?: string
  readonly behind?: string
  readonly setup?: string
}

/** orders → async wait → print: each order becomes `key#n`. The service takes 300 ms for the first order, 100 for others. */
const job = ({
  wait,
  latency,
  watermarks,
  before,
  behind,
  setup,
}: AsyncJob) => `import * as flink from 'flink'
const { AsyncDataStream, AsyncRetryStrategies, RetryPredicates, BarrierLabService, Duration, TimeUnit } = flink
const names = (n: number) => BarrierLabService.answering((order: any) => order.key + '#' + order.n)
  .withLatency(Duration.ofMillis(n))
class Ask extends flink.RichAsyncFunction<any, string> {
  slow = names(300)
  fast = names(100)
  asyncInvoke(order: any, resultFuture: flink.ResultFuture<string>) {
    ${latency ?? '(order.n === 0 ? this.slow : this.fast)'}.request(order).whenComplete((name, error) => {
      if (error !== null) resultFuture.completeExceptionally(error)
      else resultFuture.complete([name!])
    })
  }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
${setup ?? ''}
const source = env.fromSource(
  flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('g')
    .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
  ${watermarks ?? 'flink.WatermarkStrategy.noWatermarks<any>()'}, 'orders').uid('orders')${before ?? ''}
const asked = AsyncDataStream.${wait}
asked.uid('ask').name('ask')
asked${behind ?? ''}.print().uid('out')
env.execute('ask')
`

/** Runs it over one partition of four orders, 50 ms apart. */
export const runAsync = (
  shape: AsyncJob,
  options: Partial<SimulateOptions> & { readonly records?: number } = {},
) =>
  simulate(job(shape), {
    until: 3_000,
    scenario: { topics: orders([['A', options.records ?? 4]], 50) },
    ...options,
  })

/** When each row was written. */
export const writtenAt = ({ of }: Simulated) =>
  of('sink-written').map(({ at, value }) => `${at} ${value}`)
