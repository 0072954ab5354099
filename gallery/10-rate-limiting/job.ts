/**
 * Each user has a bucket of three tokens and gets one every two seconds; without a token, a request
 * goes to a {@link OutputTag side output}. Look at checkpoint 3: storage has no room for it, so the failure that
 * follows goes back to checkpoint 2, and the buckets with it.
 */
import {
  CollectSink,
  json,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  OutputTag,
  StreamExecutionEnvironment,
  Types,
  UpsertTableSink,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedContext,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Request {
  id: number
  user: string
  at: number
}

interface Bucket {
  tokens: number
  filledAt: number
}

const size = 3
const everyTwoSeconds = 2_000
const limited = new OutputTag<Request>('limited')

class RateLimiter extends KeyedProcessFunction<string, Request, Request> {
  private bucket!: ValueState<Bucket>

  override open(_: OpenContext) {
    const type = Types.POJO<Bucket>({ tokens: Types.LONG, filledAt: Types.LONG })
    this.bucket = this.getRuntimeContext().getState(new ValueStateDescriptor('bucket', type))
  }

  override processElement(request: Request, ctx: KeyedContext<string>, out: Collector<Request>) {
    // By the request's own time, not by a clock: a replay must come to the same decisions.
    const { tokens, filledAt } = this.bucket.value() ?? { tokens: size, filledAt: request.at }
    const due = Math.floor((request.at - filledAt) / everyTwoSeconds)
    const available = Math.min(size, tokens + due)
    const allowed = available > 0
    this.bucket.update({
      tokens: allowed ? available - 1 : 0,
      filledAt: filledAt + due * everyTwoSeconds,
    })
    if (allowed) out.collect(request)
    else ctx.output(limited, request)
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const requests = KafkaSource.builder<Request>()
  .setBootstrapServers('broker:9092')
  .setTopics('requests')
  .setGroupId('limiter')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Request>())
  .build()

const allowed = env
  .fromSource(requests, WatermarkStrategy.noWatermarks<Request>(), 'requests')
  .uid('requests')
  .setParallelism(1)
  .keyBy((request) => request.user)
  .process(new RateLimiter())
  .uid('limiter')
  .name('limiter')
  .setParallelism(2)

allowed
  .sinkTo(new UpsertTableSink<Request>('allowed', (request) => request.id))
  .uid('allowed')
  .setParallelism(1)
allowed
  .getSideOutput(limited)
  .sinkTo(new CollectSink<Request>('limited'))
  .uid('limited')
  .setParallelism(1)

env.execute('Rate limiting')
