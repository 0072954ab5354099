/**
 * The price of each order is {@link AsyncDataStream asked of a service} that takes a while and sometimes fails, six at a time.
 * Look at what is in flight when TaskManager 2 is lost: the requests that the checkpoint holds are
 * made again, before new orders are read.
 */
import {
  AsyncDataStream,
  AsyncRetryStrategies,
  BarrierLabService,
  Duration,
  json,
  KafkaSource,
  OffsetsInitializer,
  RetryPredicates,
  RichAsyncFunction,
  StreamExecutionEnvironment,
  TimeUnit,
  UpsertTableSink,
  WatermarkStrategy,
  type ResultFuture,
} from 'flink'

interface Order {
  id: number
  fruit: string
  pieces: number
}

interface Priced {
  id: number
  fruit: string
  cents: number
}

const cents: Record<string, number> = { apple: 30, fig: 50, pear: 40, date: 20 }

// It stands for the client of a real service. One request in five fails.
const prices = BarrierLabService.answering((fruit: string) => cents[fruit] ?? 0)
  .withLatency(Duration.ofMillis(800), Duration.ofMillis(2_400))
  .withFailureRate(0.2)

class AddPrice extends RichAsyncFunction<Order, Priced> {
  override asyncInvoke({ id, fruit, pieces }: Order, resultFuture: ResultFuture<Priced>) {
    prices.request(fruit).whenComplete((price, error) => {
      if (error !== null) resultFuture.completeExceptionally(error)
      else resultFuture.complete([{ id, fruit, cents: pieces * (price ?? 0) }])
    })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const orders = KafkaSource.builder<Order>()
  .setBootstrapServers('broker:9092')
  .setTopics('orders')
  .setGroupId('pricing')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Order>())
  .build()

// Without a retry strategy the first failed request would fail the task.
const threeTimes = new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<Priced>(3, 200)
  .ifException(RetryPredicates.HAS_EXCEPTION_PREDICATE)
  .build()

const source = env
  .fromSource(orders, WatermarkStrategy.noWatermarks<Order>(), 'orders')
  .uid('orders')
  .setParallelism(1)

AsyncDataStream.unorderedWaitWithRetry(
  source.rebalance(),
  new AddPrice(),
  20,
  TimeUnit.SECONDS,
  6,
  threeTimes,
)
  .uid('price')
  .name('price')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Priced>('priced', (row) => row.id))
  .uid('priced')
  .setParallelism(1)

env.execute('Async enrichment')
