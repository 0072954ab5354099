/** What the learner imports as 'flink': the DataStream API, building a job graph. */
export { type AsyncFunction, type ResultFuture, timedOut } from './async-functions.ts'
export type { AsyncRetryStrategy } from './async-retry.ts'
export { callingServices, type ServiceCaller } from './barrier-lab-service.ts'
export type {
  BroadcastContext,
  BroadcastReadOnlyContext,
  KeyedBroadcastContext,
  KeyedBroadcastOnTimerContext,
  KeyedBroadcastReadOnlyContext,
} from './broadcast-functions.ts'
export type {
  CheckpointedFunction,
  CheckpointListener,
  FunctionInitializationContext,
  FunctionSnapshotContext,
} from './checkpointed-function.ts'
export type {
  CoFlatMapFunction,
  CoMapFunction,
  CoProcessFunction,
  KeyedCoProcessFunction,
} from './co-functions.ts'
export { Duration } from './duration.ts'
export type { AggregateFunction, ReduceFunction } from './aggregation.ts'
export { copyOf } from './copy-of.ts'
export { evaluateProgram, flinkLibrary, flinkNames } from './evaluate.ts'
export { freshCopy } from './fresh-copy.ts'
export type {
  Collector,
  FilterFunction,
  FlatMapFunction,
  KeyedContext,
  KeyedProcessFunction,
  MapFunction,
  OnTimerContext,
  OpenContext,
  ProcessContext,
  ProcessFunction,
  RichFunction,
  TimeDomain,
  TimerService,
} from './functions.ts'
export type { PartPlan, RatePlan, ReaderPlan, SinkRow } from './connector-plans.ts'
export {
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  MeterView,
  type MetricGroup,
  metricName,
  SimpleCounter,
} from './metrics.ts'
export type { OperatorTime } from './operator-time.ts'
export type { JoinContext, ProcessJoinFunction } from './process-join-function.ts'
export { keyTypeOf } from './keys.ts'
export type { BroadcastState, OperatorStateStore } from './operator-state.ts'
export { type OutputTag, outputTag } from './output-tag.ts'
export type {
  CustomPartition,
  KeyedBy,
  LoadProgram,
  OperatorCode,
  ProducerRecord,
  Program,
} from './program.ts'
export { installRefusals } from './refusals.ts'
export type { KeyedStateStore, RuntimeContext, TaskInfo } from './runtime-context.ts'
export type { ConsumerRecord } from './serialization.ts'
export { listSerializer, mapSerializer, serializerOf } from './serializer.ts'
export { resolveSettings } from './settings.ts'
export { checkValue } from './state-values.ts'
export {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  type StateDescriptor,
  ValueStateDescriptor,
} from './state-descriptors.ts'
export type { StateTtlConfig } from './state-ttl.ts'
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
export { type TypeInformation, Types } from './types.ts'
export { bytesIn, copyValue } from './values.ts'
export { WatermarkStrategy } from './watermark-strategy.ts'
export {
  type RelativeClock,
  Watermark,
  type WatermarkGenerator,
  type WatermarkOutput,
} from './watermarks.ts'
export type { Evictor, EvictorContext, TimestampedValue } from './evictors.ts'
export { isFire, isPurge, type OnMergeContext, type TriggerResult } from './trigger.ts'
export {
  MergingWindowAssigner,
  type WindowAssigner,
  type WindowAssignerContext,
} from './window-assigners.ts'
export type { WindowCode, WindowContents } from './window-code.ts'
export type { ProcessWindowContext } from './window-functions.ts'
export { plusTime } from './window-time.ts'
export { TimeWindow, type Window, windowName, windowOf } from './windows.ts'
export { everyRecord, reduced, windowFunction, WindowPlan } from './window-plan.ts'
