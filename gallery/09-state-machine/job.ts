/**
 * Each order goes through its states, and an event that its state does not allow is printed.
 * Look at the lines about order C: one came after the checkpoint that the job went back to, so it
 * is printed twice, because a console takes nothing back.
 */
import {
  json,
  KafkaSource,
  OffsetsInitializer,
  RichFlatMapFunction,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type OpenContext,
  type ValueState,
} from 'flink'

interface OrderEvent {
  order: string
  event: string
}

/** By state and event: the next state. What is not here is not allowed. */
const transitions: Record<string, Record<string, string>> = {
  new: { order: 'ordered' },
  ordered: { pay: 'paid', cancel: 'cancelled' },
  paid: { ship: 'shipped', cancel: 'cancelled' },
  shipped: { deliver: 'delivered' },
}

class StateMachine extends RichFlatMapFunction<OrderEvent, string> {
  private current!: ValueState<string>

  override open(_: OpenContext) {
    this.current = this.getRuntimeContext().getState(
      new ValueStateDescriptor('current', Types.STRING),
    )
  }

  override flatMap({ order, event }: OrderEvent, out: Collector<string>) {
    const state = this.current.value() ?? 'new'
    const next = transitions[state]?.[event]
    // What is not allowed changes nothing, so that one stray event does not spoil the rest.
    if (next === undefined) out.collect(`${order}: no ${event} while ${state}`)
    else this.current.update(next)
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const events = KafkaSource.builder<OrderEvent>()
  .setBootstrapServers('broker:9092')
  .setTopics('events')
  .setGroupId('machine')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<OrderEvent>())
  .build()

env
  .fromSource(events, WatermarkStrategy.noWatermarks<OrderEvent>(), 'events')
  .uid('events')
  .setParallelism(1)
  .keyBy((event) => event.order)
  .flatMap(new StateMachine())
  .uid('machine')
  .name('machine')
  .setParallelism(2)
  .print()
  .setParallelism(1)

env.execute('State machine')
