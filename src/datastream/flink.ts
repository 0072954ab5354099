/**
 * What `import … from 'flink'` gives: the names of Flink's DataStream API, and nothing else.
 * The editor shows the documentation of these names; datastream.d.ts is made from it.
 */
export { AsyncDataStream } from './async-data-stream.ts'
export {
  type AsyncFunction,
  type ResultFuture,
  RichAsyncFunction,
  TimeoutException,
} from './async-functions.ts'
export {
  AsyncRetryStrategies,
  type AsyncRetryPredicate,
  type AsyncRetryStrategy,
  ExponentialBackoffDelayRetryStrategyBuilder,
  FixedDelayRetryStrategyBuilder,
  RetryPredicates,
} from './async-retry.ts'
export { type BarrierLabAnswer, BarrierLabService } from './barrier-lab-service.ts'
export {
  type BroadcastBaseContext,
  type BroadcastContext,
  BroadcastProcessFunction,
  type BroadcastReadOnlyContext,
  type KeyedBroadcastContext,
  type KeyedBroadcastOnTimerContext,
  KeyedBroadcastProcessFunction,
  type KeyedBroadcastReadOnlyContext,
  type KeyedStateFunction,
} from './broadcast-functions.ts'
export { BroadcastConnectedStream, BroadcastStream } from './broadcast-stream.ts'
export type {
  CheckpointedFunction,
  CheckpointListener,
  FunctionInitializationContext,
  FunctionSnapshotContext,
} from './checkpointed-function.ts'
export {
  type CoFlatMapFunction,
  type CoMapFunction,
  CoProcessFunction,
  KeyedCoProcessFunction,
  RichCoFlatMapFunction,
  RichCoMapFunction,
} from './co-functions.ts'
export {
  type CoGroupedEqualTo,
  CoGroupedStreams,
  type CoGroupedWhere,
  type CoGroupedWithWindow,
} from './co-grouped-streams.ts'
export type { AggregateFunction, ReduceFunction } from './aggregation.ts'
export {
  CheckpointConfig,
  CheckpointingMode,
  Configuration,
  ExternalizedCheckpointRetention,
} from './configuration.ts'
export { ConnectedStreams } from './connected-streams.ts'
export { Duration } from './duration.ts'
export { StreamExecutionEnvironment } from './environment.ts'
export {
  AbstractRichFunction,
  type Collector,
  type FilterFunction,
  type FlatMapFunction,
  type KeyedContext,
  KeyedProcessFunction,
  type KeySelector,
  type MapFunction,
  type OnTimerContext,
  type OpenContext,
  type Partitioner,
  type ProcessContext,
  ProcessFunction,
  RichFilterFunction,
  RichFlatMapFunction,
  type RichFunction,
  RichMapFunction,
  type TimeDomain,
  type TimerService,
} from './functions.ts'
export { GeneratorShapes } from './generator-shapes.ts'
export { HybridSource, HybridSourceBuilder } from './hybrid-source.ts'
export { IntervalJoin, IntervalJoined } from './interval-joined-streams.ts'
export { type JoinContext, ProcessJoinFunction } from './process-join-function.ts'
export {
  type CoGroupFunction,
  type FlatJoinFunction,
  type JoinFunction,
  RichCoGroupFunction,
  RichFlatJoinFunction,
  RichJoinFunction,
  type TaggedUnion,
} from './join-functions.ts'
export {
  type JoinedEqualTo,
  JoinedStreams,
  type JoinedWhere,
  type JoinedWithWindow,
} from './joined-streams.ts'
export { DataStreamSink } from './data-stream-sink.ts'
export { DeliveryGuarantee, KafkaSink, KafkaSinkBuilder } from './kafka-sink.ts'
export { KafkaSource, KafkaSourceBuilder, OffsetsInitializer } from './kafka-source.ts'
export type {
  BroadcastState,
  OperatorStateStore,
  ReadOnlyBroadcastState,
} from './operator-state.ts'
export {
  type Counter,
  DescriptiveStatisticsHistogram,
  type Gauge,
  type Histogram,
  type HistogramStatistics,
  type Meter,
  MeterView,
  type MetricGroup,
  SimpleCounter,
} from './metrics.ts'
export { OutputTag } from './output-tag.ts'
export type { KeyedStateStore, RuntimeContext, TaskInfo } from './runtime-context.ts'
export {
  type ConsumerRecord,
  type DeserializationSchema,
  json,
  KafkaRecordDeserializationSchema,
  KafkaRecordSerializationSchema,
  KafkaRecordSerializationSchemaBuilder,
  type SerializationSchema,
  SimpleStringSchema,
} from './serialization.ts'
export {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  StateDescriptor,
  ValueStateDescriptor,
} from './state-descriptors.ts'
export {
  type CleanupStrategies,
  type IncrementalCleanupStrategy,
  type RocksdbCompactFilterCleanupStrategy,
  StateTtlConfig,
  StateTtlConfigBuilder,
  type TtlStateVisibility,
  type TtlUpdateType,
} from './state-ttl.ts'
export type {
  AggregatingState,
  ListState,
  MapEntry,
  MapState,
  ReducingState,
  StateIterable,
  StateIterator,
  ValueState,
} from './state.ts'
export { CollectSink, LearningSink, OutboxSink, UpsertTableSink } from './sinks.ts'
export {
  BoundedSource,
  DataGeneratorSource,
  FileSource,
  FileSourceBuilder,
  type GeneratorFunction,
  NumberSequenceSource,
  Path,
  RateLimiterStrategy,
  TextLineInputFormat,
} from './sources.ts'
export {
  DataStream,
  DataStreamSource,
  KeyedStream,
  SideOutputDataStream,
  SingleOutputStreamOperator,
} from './stream.ts'
export { TimeUnit } from './time-unit.ts'
export { type ByteType, type PojoFields, TypeInformation, type TypeKind, Types } from './types.ts'
export {
  type SerializableTimestampAssigner,
  type TimestampAssigner,
  WatermarkStrategy,
} from './watermark-strategy.ts'
export {
  AscendingTimestampsWatermarks,
  BoundedOutOfOrdernessWatermarks,
  NoWatermarksGenerator,
  type RelativeClock,
  Watermark,
  type WatermarkGenerator,
  type WatermarkGeneratorContext,
  type WatermarkGeneratorSupplier,
  type WatermarkOutput,
  WatermarksWithIdleness,
} from './watermarks.ts'
export {
  CountEvictor,
  DeltaEvictor,
  Evictor,
  type EvictorContext,
  type OneWayEvictor,
  TimeEvictor,
  type TimestampedValue,
} from './evictors.ts'
export {
  EventTimeSessionWindows,
  ProcessingTimeSessionWindows,
  type SessionWindows,
  type SessionWindowTimeGapExtractor,
} from './session-windows.ts'
export {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  EventTimeTrigger,
  ProcessingTimeTrigger,
} from './time-triggers.ts'
export {
  type GetPartitionedState,
  type OnMergeContext,
  Trigger,
  type TriggerContext,
  TriggerResult,
} from './trigger.ts'
export {
  CountTrigger,
  type DeltaFunction,
  DeltaTrigger,
  ProcessingTimeoutTrigger,
  PurgingTrigger,
} from './triggers.ts'
export {
  GlobalWindows,
  type MergeCallback,
  MergingWindowAssigner,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  type SlidingWindows,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  type TumblingWindows,
  WindowAssigner,
  type WindowAssignerContext,
  WindowStagger,
} from './window-assigners.ts'
export {
  type AllWindowFunction,
  ProcessAllWindowFunction,
  type ProcessWindowContext,
  ProcessWindowFunction,
  RichAllWindowFunction,
  RichWindowFunction,
  type WindowFunction,
} from './window-functions.ts'
export { AllWindowedStream, type Windowed, WindowedStream } from './windowed-stream.ts'
export type { WindowedPair } from './windowed-pair-of-streams.ts'
export { GlobalWindow, TimeWindow, Window } from './windows.ts'
