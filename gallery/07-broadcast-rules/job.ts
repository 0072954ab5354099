/**
 * Every subtask gets every rule, and checks orders against the rule of their fruit.
 * Look at what is read when the job comes back from its failure: orders are, rules are not, for
 * {@link BroadcastState broadcast state} is restored in every subtask.
 */
import {
  BroadcastProcessFunction,
  CollectSink,
  json,
  KafkaSource,
  MapStateDescriptor,
  OffsetsInitializer,
  StreamExecutionEnvironment,
  Types,
  WatermarkStrategy,
  type BroadcastContext,
  type BroadcastReadOnlyContext,
  type Collector,
} from 'flink'

interface Order {
  id: number
  fruit: string
  amount: number
}

interface Rule {
  fruit: string
  limit: number
}

interface Finding {
  order: number
  fruit: string
  over: number
}

const rulesByFruit = new MapStateDescriptor('rules', Types.STRING, Types.LONG)

class CheckOrders extends BroadcastProcessFunction<Order, Rule, Finding> {
  override processElement(order: Order, ctx: BroadcastReadOnlyContext, out: Collector<Finding>) {
    // Two streams have no order between them: an order may be here before its rule is.
    const limit = ctx.getBroadcastState(rulesByFruit).get(order.fruit)
    if (limit !== null && order.amount > limit)
      out.collect({ order: order.id, fruit: order.fruit, over: order.amount - limit })
  }

  override processBroadcastElement(rule: Rule, ctx: BroadcastContext, _out: Collector<Finding>) {
    // Every subtask does the same, whatever it has seen of the orders, or they would differ.
    ctx.getBroadcastState(rulesByFruit).put(rule.fruit, rule.limit)
  }
}

function topic<T>(name: string) {
  return KafkaSource.builder<T>()
    .setBootstrapServers('broker:9092')
    .setTopics(name)
    .setGroupId('rules')
    .setStartingOffsets(OffsetsInitializer.earliest())
    .setValueOnlyDeserializer(json<T>())
    .build()
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const rules = env
  .fromSource(topic<Rule>('rules'), WatermarkStrategy.noWatermarks<Rule>(), 'rules')
  .uid('rules')
  .setParallelism(1)

env
  .fromSource(topic<Order>('orders'), WatermarkStrategy.noWatermarks<Order>(), 'orders')
  .uid('orders')
  .setParallelism(1)
  .rebalance()
  .connect(rules.broadcast(rulesByFruit))
  .process(new CheckOrders())
  .uid('check')
  .name('check')
  .setParallelism(2)
  .sinkTo(new CollectSink<Finding>('findings'))
  .uid('findings')
  .setParallelism(1)

env.execute('Broadcast rules')
