/**
 * Names of Flink's API that are known here and not there: those of Flink 1.x that 2.x has removed,
 * answered with the 2.x way, and those that later versions of this product bring.
 */
import { isCoreOfGuest } from '../base/index.ts'
import { MisuseError } from '../model/index.ts'

type Names = Readonly<Record<string, string>>

/** What this engine does not have yet, by owner; each with what can be done meanwhile. */
const later: Readonly<Record<string, readonly string[]>> = {
  flink: [
    ...['FileSink', 'JdbcSink', 'OpenTelemetry', 'Sink', 'Source'],
    ...['AvroDeserializationSchema', 'ConfluentRegistryAvroDeserializationSchema'],
    ...['RuntimeExecutionMode', 'OffsetResetStrategy', 'TopicPartition', 'JobListener'],
  ],
  StreamExecutionEnvironment: [
    ...['executeAsync'],
    ...['setRuntimeMode', 'registerJobListener', 'registerCachedFile', 'getStreamGraph'],
    ...['getExecutionPlan', 'setBufferTimeout', 'registerSlotSharingGroup'],
    ...['enableChangelogStateBackend', 'setDefaultSavepointDirectory', 'readFile'],
  ],
  CheckpointConfig: [
    ...['enableApproximateLocalRecovery'],
    ...['setMaxSubtasksPerChannelStateFile', 'setCheckpointIdOfIgnoredInFlightData'],
  ],
  DataStream: [
    ...['collectAsync', 'executeAndCollect', 'returns', 'cache', 'transform'],
    ...['setBufferTimeout', 'setResources', 'printToErr', 'fullWindowPartition', 'setDescription'],
  ],
  KeyedStream: ['enableAsyncState', 'asQueryableState'],
  WindowedStream: ['getExecutionEnvironment', 'getInputType', 'fold'],
  AllWindowedStream: ['getExecutionEnvironment', 'getInputType', 'fold'],
  ConnectedStreams: ['transform'],
  BroadcastConnectedStream: ['transform'],
  RuntimeContext: [
    ...['getBroadcastVariable', 'getAccumulator', 'addAccumulator', 'getLongCounter'],
    ...['getIntCounter', 'getDoubleCounter', 'getHistogram', 'getJobInfo', 'getDistributedCache'],
  ],
  StateDescriptor: ['setQueryable'],
  Types: [
    ...['ROW', 'ROW_NAMED', 'EITHER', 'OPTION', 'GENERIC', 'SQL_DATE', 'SQL_TIME', 'VALUE', 'SET'],
    ...['SQL_TIMESTAMP', 'LOCAL_DATE', 'LOCAL_TIME', 'LOCAL_DATE_TIME', 'INSTANT', 'BIG_DEC'],
  ],
  OffsetsInitializer: ['committedOffsets', 'timestamp', 'offsets'],
  FileSourceBuilder: [
    'monitorContinuously',
    'setFileEnumerator',
    'setSplitAssigner',
    'processStaticFileSet',
  ],
  KafkaSourceBuilder: ['setTopicPattern', 'setPartitions', 'setUnbounded', 'setClientIdPrefix'],
  KafkaSinkBuilder: ['setTransactionNamingStrategy'],
  KafkaRecordSerializationSchemaBuilder: [
    ...['setTopicSelector', 'setPartitioner', 'setHeaderProvider'],
    ...['setKafkaKeySerializer', 'setKafkaValueSerializer'],
  ],
}

const inConfigYaml = (lines: string) => `in config.yaml: ${lines}`
const directory = inConfigYaml('execution.checkpointing.dir: s3://…')

/** What Flink 2.x has no more, by owner; each with the 2.x way. */
const removed: Readonly<Record<string, Names>> = {
  flink: {
    Time: 'Duration, for example Duration.ofDays(7)',
    SinkFunction: 'a sink given to sinkTo(…)',
    RichSinkFunction: 'a sink given to sinkTo(…)',
    SourceFunction: 'a source given to fromSource(…)',
    RichSourceFunction: 'a source given to fromSource(…)',
    RichParallelSourceFunction: 'a source given to fromSource(…)',
    TwoPhaseCommitSinkFunction: 'a sink given to sinkTo(…)',
    FlinkKafkaConsumer: 'KafkaSource.builder()',
    FlinkKafkaProducer: 'KafkaSink.builder()',
    KafkaDeserializationSchema: 'KafkaRecordDeserializationSchema',
    KafkaSerializationSchema: 'KafkaRecordSerializationSchema',
    TimeCharacteristic: 'nothing: event time needs only a WatermarkStrategy',
    RestartStrategies: inConfigYaml('restart-strategy.type: fixed-delay'),
    FsStateBackend: inConfigYaml('state.backend.type: hashmap'),
    MemoryStateBackend: inConfigYaml('state.backend.type: hashmap'),
    HashMapStateBackend: inConfigYaml('state.backend.type: hashmap'),
    RocksDBStateBackend: inConfigYaml('state.backend.type: rocksdb'),
    EmbeddedRocksDBStateBackend: inConfigYaml('state.backend.type: rocksdb'),
    FileSystemCheckpointStorage: directory,
    JobManagerCheckpointStorage: inConfigYaml('execution.checkpointing.storage: jobmanager'),
    ExternalizedCheckpointCleanup: 'ExternalizedCheckpointRetention',
    AssignerWithPeriodicWatermarks: 'WatermarkStrategy',
    AssignerWithPunctuatedWatermarks: 'WatermarkStrategy',
    BoundedOutOfOrdernessTimestampExtractor: 'WatermarkStrategy.forBoundedOutOfOrderness(…)',
    AscendingTimestampExtractor: 'WatermarkStrategy.forMonotonousTimestamps()',
    DataSet: 'DataStream',
    ExecutionEnvironment: 'StreamExecutionEnvironment',
  },
  StreamExecutionEnvironment: {
    setStateBackend: inConfigYaml('state.backend.type: hashmap'),
    setRestartStrategy: inConfigYaml('restart-strategy.type: fixed-delay'),
    setNumberOfExecutionRetries: inConfigYaml('restart-strategy.type: fixed-delay'),
    setStreamTimeCharacteristic: 'nothing: event time needs only a WatermarkStrategy',
    fromCollection: 'fromData(…)',
    fromElements: 'fromData(…)',
    addSource: 'fromSource(source, watermarkStrategy, name)',
    createInput: 'fromSource(source, watermarkStrategy, name)',
  },
  CheckpointConfig: {
    setCheckpointStorage: directory,
    setCheckpointingMode: 'setCheckpointingConsistencyMode(…)',
    getCheckpointingMode: 'getCheckpointingConsistencyMode()',
    enableExternalizedCheckpoints: 'setExternalizedCheckpointRetention(…)',
    setExternalizedCheckpointCleanup: 'setExternalizedCheckpointRetention(…)',
    setFailOnCheckpointingErrors: 'setTolerableCheckpointFailureNumber(…)',
    setPreferCheckpointForRecovery: 'nothing: the newest completed snapshot is taken',
    setForceCheckpointing: 'nothing: it had no use any more',
  },
  DataStream: {
    addSink: 'sinkTo(sink)',
    assignTimestamps: 'a WatermarkStrategy given to fromSource(…)',
    timeWindowAll: 'windowAll(…)',
    split: 'side outputs',
    writeAsText: 'sinkTo(sink)',
    writeAsCsv: 'sinkTo(sink)',
    iterate: 'nothing: iterations were removed',
    partitionByHash: 'keyBy(…)',
  },
  KeyedStream: {
    timeWindow: 'window(…)',
    fold: 'process(…)',
  },
  RuntimeContext: {
    getIndexOfThisSubtask: 'getTaskInfo().getIndexOfThisSubtask()',
    getNumberOfParallelSubtasks: 'getTaskInfo().getNumberOfParallelSubtasks()',
    getMaxNumberOfParallelSubtasks: 'getTaskInfo().getMaxNumberOfParallelSubtasks()',
    getAttemptNumber: 'getTaskInfo().getAttemptNumber()',
    getTaskName: 'getTaskInfo().getTaskName()',
    getTaskNameWithSubtasks: 'getTaskInfo().getTaskNameWithSubtasks()',
  },
  StateTtlConfigBuilder: {
    setTtl: 'setTimeToLive(duration)',
    setTimeCharacteristic: 'setTtlTimeCharacteristic(…)',
  },
  KafkaSinkBuilder: { setDeliverGuarantee: 'setDeliveryGuarantee(…)' },
}

/** Throws the refusal of a name that Flink has or had and this engine has not. */
function refuse(owner: string, name: string): never {
  const call = calledAs(owner, name)
  const instead = removed[owner]?.[name]
  if (instead !== undefined) throw new MisuseError('removed_in_flink_2', { name: call, instead })
  throw new MisuseError('not_yet', { name: call })
}

/** The known names of an owner that are refused. */
export function refusedNames(owner: string): readonly string[] {
  return [...(later[owner] ?? []), ...Object.keys(removed[owner] ?? {})]
}

/**
 * Adds to a prototype or an object a method for each refused name of its owner, so that a call
 * answers with the reason instead of `… is not a function`.
 */
export function installRefusals(target: object, owner: string): void {
  if (isCoreOfGuest) return
  for (const name of refusedNames(owner)) {
    Object.defineProperty(target, name, { value: () => refuse(owner, name), configurable: true })
  }
}

/** An object of names with the refusals of its owner, unchangeable. */
export function withRefusals<T extends object>(owner: string, names: T): Readonly<T> {
  installRefusals(names, owner)
  return Object.freeze(names)
}

/** The refusal of an import from 'flink', or null when nobody knows the name. */
export function refuseImport(name: string): void {
  if (refusedNames('flink').includes(name)) refuse('flink', name)
}

/** A name that is refused: with its owner, and the 2.x way where Flink 2.x has it no more. */
export interface Refusal {
  readonly name: string
  readonly instead: string | null
}

/** Every name that is refused, for the reference. */
export function refusals(): readonly Refusal[] {
  const owners = [...new Set([...Object.keys(later), ...Object.keys(removed)])]
  return owners.flatMap((owner) =>
    refusedNames(owner).map((name) => ({
      name: calledAs(owner, name),
      instead: removed[owner]?.[name] ?? null,
    })),
  )
}

/** As the learner writes it. */
function calledAs(owner: string, name: string): string {
  return owner === 'flink' ? name : `${owner.replace(' (static)', '')}.${name}`
}
