/**
 * A small payment and then a large one with the same card within ten seconds raises an alert.
 * Look at card C when the job comes back from its failure: the small payment is in the restored
 * {@link ValueState state}, the large one is read again, and still one mail goes out.
 */
import {
  json,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  OutboxSink,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedContext,
  type OnTimerContext,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Payment {
  id: number
  card: string
  amount: number
}

interface Alert {
  card: string
  payment: number
}

const small = 1
const large = 500
const tenSeconds = 10_000

class FraudDetector extends KeyedProcessFunction<string, Payment, Alert> {
  private lastWasSmall!: ValueState<boolean>
  private timer!: ValueState<number>

  override open(_: OpenContext) {
    const context = this.getRuntimeContext()
    this.lastWasSmall = context.getState(new ValueStateDescriptor('last-was-small', Types.BOOLEAN))
    this.timer = context.getState(new ValueStateDescriptor('timer', Types.LONG))
  }

  override processElement(payment: Payment, ctx: KeyedContext<string>, out: Collector<Alert>) {
    if (this.lastWasSmall.value() === true) {
      if (payment.amount > large) out.collect({ card: payment.card, payment: payment.id })
      this.forget(ctx)
    }
    if (payment.amount < small) {
      const until = ctx.timerService().currentProcessingTime() + tenSeconds
      ctx.timerService().registerProcessingTimeTimer(until)
      this.timer.update(until)
      this.lastWasSmall.update(true)
    }
  }

  override onTimer(_timestamp: number, _ctx: OnTimerContext<string>, _out: Collector<Alert>) {
    this.timer.clear()
    this.lastWasSmall.clear()
  }

  /** The timer goes with the flag, or it would end the next pattern too early. */
  private forget(ctx: KeyedContext<string>) {
    const until = this.timer.value()
    if (until !== null) ctx.timerService().deleteProcessingTimeTimer(until)
    this.timer.clear()
    this.lastWasSmall.clear()
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const payments = KafkaSource.builder<Payment>()
  .setBootstrapServers('broker:9092')
  .setTopics('payments')
  .setGroupId('fraud')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Payment>())
  .build()

env
  .fromSource(payments, WatermarkStrategy.noWatermarks<Payment>(), 'payments')
  .uid('payments')
  .setParallelism(1)
  .keyBy((payment) => payment.card)
  .process(new FraudDetector())
  .uid('detector')
  .name('detector')
  .setParallelism(2)
  // Mail cannot be taken back. The service knows an alert by its payment, and sends it once.
  .sinkTo(new OutboxSink<Alert>('alerts', (alert) => alert.payment))
  .uid('alerts')
  .setParallelism(1)

env.execute('Fraud pattern')
