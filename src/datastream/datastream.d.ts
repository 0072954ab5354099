// Made from src/datastream/flink.ts by declarations.test.ts; vitest -u writes it anew.
/** The DataStream API of Apache Flink 2.x, as far as Barrier Lab has it. */
declare module 'flink' {
  /** Sends the records of a stream to a service outside, many at a time. Flink: AsyncDataStream. */
  export class AsyncDataStream {
    private constructor()
    /**
     * Results come in the order of the records, whatever order they are ready in (ASY-3).
     *
     * @param timeout how long a record may take, in `timeUnit`; 0: for ever (ASY-7)
     * @param capacity how many records may be in flight; a full queue takes no more (ASY-2)
     */
    static orderedWait<IN, OUT>(
      stream: DataStream<IN>,
      func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
      timeout: number,
      timeUnit: TimeUnit,
      capacity?: number,
    ): SingleOutputStreamOperator<OUT>
    /**
     * Results come as they are ready; only watermarks keep their place among them (ASY-4).
     *
     * @param timeout how long a record may take, in `timeUnit`; 0: for ever (ASY-7)
     * @param capacity how many records may be in flight; a full queue takes no more (ASY-2)
     */
    static unorderedWait<IN, OUT>(
      stream: DataStream<IN>,
      func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
      timeout: number,
      timeUnit: TimeUnit,
      capacity?: number,
    ): SingleOutputStreamOperator<OUT>
    /** As {@link AsyncDataStream.orderedWait}; requests are made again as the strategy says (ASY-8). */
    static orderedWaitWithRetry<IN, OUT>(
      stream: DataStream<IN>,
      func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
      timeout: number,
      timeUnit: TimeUnit,
      ...more:
        | [capacity: number, asyncRetryStrategy: AsyncRetryStrategy<OUT>]
        | [asyncRetryStrategy: AsyncRetryStrategy<OUT>]
    ): SingleOutputStreamOperator<OUT>
    /** As {@link AsyncDataStream.unorderedWait}; requests are made again as the strategy says (ASY-8). */
    static unorderedWaitWithRetry<IN, OUT>(
      stream: DataStream<IN>,
      func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
      timeout: number,
      timeUnit: TimeUnit,
      ...more:
        | [capacity: number, asyncRetryStrategy: AsyncRetryStrategy<OUT>]
        | [asyncRetryStrategy: AsyncRetryStrategy<OUT>]
    ): SingleOutputStreamOperator<OUT>
  }

  /** Asks for each record something that takes time, without waiting for it. Flink: AsyncFunction. */
  export interface AsyncFunction<IN, OUT> {
    /** Starts the request for a record. The result future is completed later, by a callback (ASY-1). */
    asyncInvoke(input: IN, resultFuture: ResultFuture<OUT>): void
    /**
     * Called when the result future was not completed in time (ASY-7); without it the task fails with
     * a {@link TimeoutException}.
     */
    timeout?(input: IN, resultFuture: ResultFuture<OUT>): void
  }

  /** Where the result of one record goes, once it is there. Only its first call counts (ASY-6). Flink: ResultFuture. */
  export interface ResultFuture<OUT> {
    /**
     * The record becomes these results; an empty list emits nothing (ASY-6).
     *
     * @param result the results, or a function that makes them on the task's thread
     */
    complete(result: readonly OUT[] | (() => readonly OUT[])): void
    /** The record has no result: the task fails, unless a retry strategy takes the error (ASY-6, ASY-8). */
    completeExceptionally(error: unknown): void
  }

  /** An {@link AsyncFunction} with `open`, `close` and a runtime context without state (ASY-12). Flink: RichAsyncFunction. */
  export abstract class RichAsyncFunction<IN, OUT>
    extends AbstractRichFunction
    implements AsyncFunction<IN, OUT>
  {
    /** Starts the request for a record. The result future is completed later, by a callback (ASY-1). */
    abstract asyncInvoke(input: IN, resultFuture: ResultFuture<OUT>): void
    /** Called when the result future was not completed in time; this one fails the task (ASY-7). */
    timeout(input: IN, resultFuture: ResultFuture<OUT>): void
    /** Called by the engine before `open`. */
    setRuntimeContext(context: RuntimeContext): void
  }

  /** An answer did not come in time. Java: java.util.concurrent.TimeoutException. */
  export class TimeoutException extends Error {
    /** The name of its class. */
    readonly name = 'TimeoutException'
  }

  /** The strategies Flink brings. Flink: AsyncRetryStrategies. */
  export const AsyncRetryStrategies: Readonly<{
    /** Nothing is tried again. */
    NO_RETRY_STRATEGY: AsyncRetryStrategy<never>
    /** Retries after the same time each. */
    FixedDelayRetryStrategyBuilder: typeof FixedDelayRetryStrategyBuilder
    /** Retries after more and more time. */
    ExponentialBackoffDelayRetryStrategyBuilder: typeof ExponentialBackoffDelayRetryStrategyBuilder
  }>
  /** Which results and which errors are tried again. Flink: AsyncRetryPredicate. */
  export interface AsyncRetryPredicate<OUT> {
    /** Whether a request with these results is made again; null: no result is. */
    resultPredicate(): ((results: readonly OUT[]) => boolean) | null
    /** Whether a request with this error is made again; null: no error is. */
    exceptionPredicate(): ((error: unknown) => boolean) | null
  }

  /** When a request is made again, and how much later (ASY-8). Flink: AsyncRetryStrategy. */
  export interface AsyncRetryStrategy<OUT> {
    /** Whether there may be one more attempt after so many; the first attempt is number 1. */
    canRetry(currentAttempts: number): boolean
    /** How many ms after the attempt of that number the next one begins. */
    getBackoffTimeMillis(currentAttempts: number): number
    /** Which results and errors are tried again. */
    getRetryPredicate(): AsyncRetryPredicate<OUT>
  }

  /** Retries after more and more time. Flink: AsyncRetryStrategies.ExponentialBackoffDelayRetryStrategyBuilder. */
  export class ExponentialBackoffDelayRetryStrategyBuilder<OUT> {
    /**
     * @param maxAttempts how often at most it is tried again; the first attempt does not count (ASY-8)
     * @param initialDelay ms before the first retry
     * @param maxRetryDelay ms before a retry, at most
     * @param multiplier by what the delay grows with each retry
     */
    constructor(
      maxAttempts: number,
      initialDelay: number,
      maxRetryDelay: number,
      multiplier: number,
    )
    /** Tries again when this is true of the results. */
    ifResult(resultRetryPredicate: (results: readonly OUT[]) => boolean): this
    /** Tries again when this is true of the error. */
    ifException(exceptionRetryPredicate: (error: unknown) => boolean): this
    /** The strategy. */
    build(): AsyncRetryStrategy<OUT>
  }

  /** Retries after the same time each. Flink: AsyncRetryStrategies.FixedDelayRetryStrategyBuilder. */
  export class FixedDelayRetryStrategyBuilder<OUT> {
    /**
     * @param maxAttempts how often at most it is tried again; the first attempt does not count (ASY-8)
     * @param backoffTimeMillis ms between a failed attempt and the next one
     */
    constructor(maxAttempts: number, backoffTimeMillis: number)
    /** Tries again when this is true of the results. */
    ifResult(resultRetryPredicate: (results: readonly OUT[]) => boolean): this
    /** Tries again when this is true of the error. */
    ifException(exceptionRetryPredicate: (error: unknown) => boolean): this
    /** The strategy. */
    build(): AsyncRetryStrategy<OUT>
  }

  /** The predicates Flink brings. Flink: RetryPredicates. */
  export const RetryPredicates: Readonly<{
    /** True of a result without records. */
    EMPTY_RESULT_PREDICATE: (results: readonly unknown[]) => boolean
    /** True of every error. */
    HAS_EXCEPTION_PREDICATE: (error: unknown) => boolean
    /** True of errors of that very class. */
    createExceptionTypePredicate: (
      errorClass: abstract new (...args: never) => unknown,
    ) => (error: unknown) => boolean
  }>

  /** An answer that is on its way. Java: CompletableFuture, as far as an AsyncFunction needs it. */
  export interface BarrierLabAnswer<A> {
    /** Called once: with the answer and null, or with null and the error. */
    whenComplete(action: (answer: A | null, error: Error | null) => void): void
  }

  /**
   * A service outside the job that answers after a while, in place of the client of a database or of
   * a web service. **Barrier Lab's own**: Flink has no such class. Latency and failures are chance of
   * the run's seed. It forgets nothing and is asked only inside `asyncInvoke` and its callbacks.
   */
  export class BarrierLabService<Q, A> {
    private constructor()
    /** A service that answers a request with what `answer` says, after 100 ms. What it throws is the answer's error. */
    static answering<Q, A>(answer: (request: Q) => A): BarrierLabService<Q, A>
    /** The same service, with answers that take from `least` to `most`, by chance; always `least` where that is all. */
    withLatency(least: Duration, most?: Duration): BarrierLabService<Q, A>
    /** The same service, of whose requests this part fails: from 0, none, to 1, all. */
    withFailureRate(failureRate: number): BarrierLabService<Q, A>
    /** Asks; the answer comes later, between two records of the task. */
    request(request: Q): BarrierLabAnswer<A>
  }

  /** What both sides of a broadcast are told. Flink: BaseBroadcastProcessFunction.BaseContext. */
  export interface BroadcastBaseContext {
    /** The record's event time in ms, or null when it has none. */
    timestamp(): number | null
    /** The simulated cluster's wall clock, in ms. */
    currentProcessingTime(): number
    /** How far event time has come in this subtask. */
    currentWatermark(): number
    /** Emits into a side output, with the record's timestamp. */
    output<X>(outputTag: OutputTag<X>, value: X): void
  }

  /** What the broadcast side is told: it may write. Flink: BroadcastProcessFunction.Context. */
  export interface BroadcastContext extends BroadcastBaseContext {
    /** The broadcast state, to be changed alike in every subtask (OPS-5). */
    getBroadcastState<K, V>(stateDescriptor: MapStateDescriptor<K, V>): BroadcastState<K, V>
  }

  /** Two inputs: records, and what is broadcast to all subtasks. Flink: BroadcastProcessFunction. */
  export abstract class BroadcastProcessFunction<IN1, IN2, O> extends AbstractRichFunction {
    /** Exists for the compiler alone: a function beside a keyed stream is another class. */
    protected readonly isNotKeyed: true
    /** Called for each record of the stream that is not broadcast. */
    abstract processElement(value: IN1, ctx: BroadcastReadOnlyContext, out: Collector<O>): void
    /** Called in every subtask for each broadcast record. */
    abstract processBroadcastElement(value: IN2, ctx: BroadcastContext, out: Collector<O>): void
  }

  /** What the other side is told: it may read. Flink: BroadcastProcessFunction.ReadOnlyContext. */
  export interface BroadcastReadOnlyContext extends BroadcastBaseContext {
    /** The broadcast state, to be read. */
    getBroadcastState<K, V>(stateDescriptor: MapStateDescriptor<K, V>): ReadOnlyBroadcastState<K, V>
  }

  /** What the broadcast side is told beside a keyed stream. Flink: KeyedBroadcastProcessFunction.Context. */
  export interface KeyedBroadcastContext<KS> extends BroadcastContext {
    /**
     * Calls `fn` for every key of this subtask that has an entry of the state, with that key current.
     * There is no other way to keyed state here: a broadcast record has no key (OPS-9).
     */
    applyToKeyedState<S>(
      stateDescriptor: StateDescriptor,
      fn: KeyedStateFunction<KS, S> | ((key: KS, state: S) => void),
    ): void
  }

  /** What `onTimer` is told. Flink: KeyedBroadcastProcessFunction.OnTimerContext. */
  export interface KeyedBroadcastOnTimerContext<KS> extends KeyedBroadcastReadOnlyContext<KS> {
    /** Which clock the timer followed. */
    timeDomain(): ReturnType<OnTimerContext<KS>['timeDomain']>
  }

  /** The same beside a keyed stream, with state and timers per key. Flink: KeyedBroadcastProcessFunction. */
  export abstract class KeyedBroadcastProcessFunction<
    KS,
    IN1,
    IN2,
    O,
  > extends AbstractRichFunction {
    /** Exists for the compiler alone: what the keys are. */
    protected readonly typeOfKeys: (key: KeyedContext<KS>) => void
    /** Called for each record of the keyed stream, with its key current. */
    abstract processElement(
      value: IN1,
      ctx: KeyedBroadcastReadOnlyContext<KS>,
      out: Collector<O>,
    ): void
    /** Called in every subtask for each broadcast record; there is no current key (OPS-9). */
    abstract processBroadcastElement(
      value: IN2,
      ctx: KeyedBroadcastContext<KS>,
      out: Collector<O>,
    ): void
    /** Called when a timer is due, with the timer's key current. `timestamp` is the timer's, in ms. */
    onTimer(timestamp: number, ctx: KeyedBroadcastOnTimerContext<KS>, out: Collector<O>): void
  }

  /** What the keyed side is told. Flink: KeyedBroadcastProcessFunction.ReadOnlyContext. */
  export interface KeyedBroadcastReadOnlyContext<KS> extends BroadcastReadOnlyContext {
    /** The clocks, and timers of the current key. */
    timerService(): TimerService
    /** The key of the record at hand. */
    getCurrentKey(): KS
  }

  /** What to do with the state of each key. Flink: KeyedStateFunction. */
  export interface KeyedStateFunction<K, S> {
    /** Called with each key current, one after the other. */
    process(key: K, state: S): void
  }

  /** A stream beside a broadcast one. Flink: BroadcastConnectedStream. */
  export class BroadcastConnectedStream<IN1, IN2> {
    /**
     * A {@link KeyedBroadcastProcessFunction} when the first stream is keyed, else a
     * {@link BroadcastProcessFunction}. Flink: process.
     */
    process<KS, O>(
      fn: BroadcastProcessFunction<IN1, IN2, O> | KeyedBroadcastProcessFunction<KS, IN1, IN2, O>,
    ): SingleOutputStreamOperator<O>
  }

  /** A broadcast stream and the states its records may be kept in. Flink: BroadcastStream. */
  export class BroadcastStream<T> {
    /** Exists for the compiler alone: what the stream's records are. */
    protected readonly typeOfRecords: T
  }

  /** A function with operator state, or with something to do before a snapshot. Flink: CheckpointedFunction. */
  export interface CheckpointedFunction {
    /** Called for every start of every attempt, before `open` (OPS-1). */
    initializeState(context: FunctionInitializationContext): void
    /**
     * Called for each snapshot in its synchronous part, before the state is captured (OPS-2). What it
     * throws fails the task, however many failed checkpoints are tolerated.
     */
    snapshotState(context: FunctionSnapshotContext): void
  }

  /** A function that hears what became of checkpoints; it may miss some (OPS-7). Flink: CheckpointListener. */
  export interface CheckpointListener {
    /** The checkpoint is complete: the job will not go back behind it. */
    notifyCheckpointComplete(checkpointId: number): void
    /** The checkpoint will not complete; what was to happen with it happens with a later one. */
    notifyCheckpointAborted?(checkpointId: number): void
  }

  /** What `initializeState` is told. Flink: FunctionInitializationContext. */
  export interface FunctionInitializationContext {
    /** Whether the task starts from a snapshot that has state of it (OPS-1). */
    isRestored(): boolean
    /** The number of that snapshot; null when there is none. */
    getRestoredCheckpointId(): number | null
    /** Where operator state comes from. */
    getOperatorStateStore(): OperatorStateStore
    /** Where keyed state comes from; only on a keyed stream. */
    getKeyedStateStore(): KeyedStateStore
  }

  /** What `snapshotState` is told. Flink: FunctionSnapshotContext. */
  export interface FunctionSnapshotContext {
    /** The checkpoint's number; savepoints are counted with the checkpoints. */
    getCheckpointId(): number
    /** When the JobManager triggered it, in ms of the wall clock. */
    getCheckpointTimestamp(): number
  }

  /** Any number of records out for each record in, of either input. Flink: CoFlatMapFunction. */
  export interface CoFlatMapFunction<IN1, IN2, O> {
    /** Emits what a record of the first input becomes. */
    flatMap1(value: IN1, out: Collector<O>): void
    /** Emits what a record of the second input becomes. */
    flatMap2(value: IN2, out: Collector<O>): void
  }

  /** One record out for each record in, of either input. Flink: CoMapFunction. */
  export interface CoMapFunction<IN1, IN2, O> {
    /** What takes the place of a record of the first input. */
    map1(value: IN1): O
    /** What takes the place of a record of the second input. */
    map2(value: IN2): O
  }

  /**
   * Sees every record of two streams, in no particular order between them (DEP-8). Flink:
   * CoProcessFunction. Its class is another one on keyed streams: {@link KeyedCoProcessFunction}.
   */
  export abstract class CoProcessFunction<IN1, IN2, O> extends AbstractRichFunction {
    /** Exists for the compiler alone: a function of keyed streams is another class. */
    protected readonly isNotKeyed: true
    /** Called for each record of the first input. */
    abstract processElement1(value: IN1, ctx: ProcessContext, out: Collector<O>): void
    /** Called for each record of the second input. */
    abstract processElement2(value: IN2, ctx: ProcessContext, out: Collector<O>): void
  }

  /**
   * Sees every record of two streams keyed alike; both inputs share one state and one set of timers
   * per key (DEP-8). Flink: KeyedCoProcessFunction.
   */
  export abstract class KeyedCoProcessFunction<K, IN1, IN2, O> extends AbstractRichFunction {
    /** Called for each record of the first input, with its key current. */
    abstract processElement1(value: IN1, ctx: KeyedContext<K>, out: Collector<O>): void
    /** Called for each record of the second input, with its key current. */
    abstract processElement2(value: IN2, ctx: KeyedContext<K>, out: Collector<O>): void
    /** Called when a timer is due, with the timer's key current. `timestamp` is the timer's, in ms. */
    onTimer(timestamp: number, ctx: OnTimerContext<K>, out: Collector<O>): void
  }

  /** A {@link CoFlatMapFunction} with `open`, `close` and a runtime context. Flink: RichCoFlatMapFunction. */
  export abstract class RichCoFlatMapFunction<IN1, IN2, O>
    extends AbstractRichFunction
    implements CoFlatMapFunction<IN1, IN2, O>
  {
    /** Emits what a record of the first input becomes. */
    abstract flatMap1(value: IN1, out: Collector<O>): void
    /** Emits what a record of the second input becomes. */
    abstract flatMap2(value: IN2, out: Collector<O>): void
  }

  /** A {@link CoMapFunction} with `open`, `close` and a runtime context. Flink: RichCoMapFunction. */
  export abstract class RichCoMapFunction<IN1, IN2, O>
    extends AbstractRichFunction
    implements CoMapFunction<IN1, IN2, O>
  {
    /** What takes the place of a record of the first input. */
    abstract map1(value: IN1): O
    /** What takes the place of a record of the second input. */
    abstract map2(value: IN2): O
  }

  /** A co-group that knows the keys of both streams. Flink: CoGroupedStreams.Where.EqualTo. */
  export class CoGroupedEqualTo<T1, T2, K> {
    /** Exists for the compiler alone: what the records and keys are. */
    protected readonly typeOfParts: (one: T1, two: T2, key: K) => void
    /** Which windows the records of both streams belong to. Flink: window. */
    window<W extends Window>(
      assigner: WindowAssigner<TaggedUnion<T1, T2>, W> | WindowAssigner<unknown, W>,
    ): CoGroupedWithWindow<T1, T2, K, W>
  }

  /** Two streams that are to be grouped: `where`, `equalTo`, `window` and `apply` follow (WIN-23). Flink: CoGroupedStreams. */
  export class CoGroupedStreams<T1, T2> {
    /** The key of a record of the first stream; `keyType` as for `keyBy`. Flink: where. */
    where<K>(
      keySelector: KeySelector<T1, K> | ((value: T1) => K),
      keyType?: TypeInformation<K>,
    ): CoGroupedWhere<T1, T2, K>
  }

  /** A co-group that knows the key of its first stream. Flink: CoGroupedStreams.Where. */
  export class CoGroupedWhere<T1, T2, K> {
    /** The key of a record of the second stream; keys of both are of one type. Flink: equalTo. */
    equalTo(
      keySelector: KeySelector<T2, K> | ((value: T2) => K),
      keyType?: TypeInformation<K>,
    ): CoGroupedEqualTo<T1, T2, K>
  }

  /** A co-group over windows, which `apply` completes. Flink: CoGroupedStreams.WithWindow. */
  export class CoGroupedWithWindow<T1, T2, K, W extends Window> extends WindowedPair<T1, T2, K, W> {
    /**
     * Whenever a window fires, all its records with one key, those of each stream apart; also where
     * only one of the streams has any (WIN-23). Flink: apply.
     */
    apply<R>(
      fn:
        | CoGroupFunction<T1, T2, R>
        | ((first: Iterable<T1>, second: Iterable<T2>, out: Collector<R>) => void),
    ): SingleOutputStreamOperator<R>
  }

  /** Values into an accumulator, and that into a result. Flink: AggregateFunction. */
  export interface AggregateFunction<IN, ACC, OUT> {
    /** An accumulator that nothing was added to. */
    createAccumulator(): ACC
    /** The accumulator with the value in it; it may be the one that was given, changed. */
    add(value: IN, accumulator: ACC): ACC
    /** What the accumulator amounts to. */
    getResult(accumulator: ACC): OUT
    /** Two accumulators into one: asked for where windows merge. */
    merge(a: ACC, b: ACC): ACC
  }
  /** Two values into one of the same type. Flink: ReduceFunction. It must be associative. */
  export interface ReduceFunction<T> {
    /** What the value so far and a further one make together. */
    reduce(value1: T, value2: T): T
  }

  /** When and how checkpoints are taken. Flink: CheckpointConfig; defaults are Flink's. */
  export class CheckpointConfig {
    /** Time between two checkpoints, in ms; 10 at least. */
    setCheckpointInterval(interval: number): void
    /** Time between two checkpoints while a source is in backlog, in ms; 0: none then. Unless set, as ever. */
    setCheckpointIntervalDuringBacklog(interval: number): void
    /** What checkpoints promise; `EXACTLY_ONCE` unless set. */
    setCheckpointingConsistencyMode(mode: CheckpointingMode): void
    /** How long a checkpoint may take before it is given up, in ms; 10 minutes unless set. */
    setCheckpointTimeout(timeout: number): void
    /** Time from the end of one checkpoint to the start of the next, in ms; 0 unless set (CHK-6). */
    setMinPauseBetweenCheckpoints(pause: number): void
    /** How many checkpoints may be under way at once; 1 unless set. */
    setMaxConcurrentCheckpoints(checkpoints: number): void
    /** How many checkpoints in a row may fail before the job does; 0 unless set. */
    setTolerableCheckpointFailureNumber(failures: number): void
    /** Barriers overtake the data before them, which is part of the snapshot then; off unless set. */
    enableUnalignedCheckpoints(enabled?: boolean): void
    /**
     * How long a checkpoint may be aligned before it becomes unaligned; 0, which is the default: it is
     * unaligned from the start. Without unaligned checkpoints it has no effect.
     */
    setAlignedCheckpointTimeout(timeout: Duration): void
    /** Unaligned checkpoints also with a custom partitioner; then rescaling reads all data everywhere. */
    setForceUnalignedCheckpoints(forced: boolean): void
    /** What becomes of the last checkpoint when the job is cancelled. */
    setExternalizedCheckpointRetention(retention: ExternalizedCheckpointRetention): void
  }

  /** What checkpoints promise. Flink: CheckpointingMode. */
  export const CheckpointingMode: Readonly<{
    /** Barriers are aligned: after a failure every record counts exactly once in state. The default. */
    readonly EXACTLY_ONCE: 'EXACTLY_ONCE'
    /** Barriers are not waited for: after a failure records may count more than once in state. */
    readonly AT_LEAST_ONCE: 'AT_LEAST_ONCE'
  }>
  /** One of the two modes. */
  export type CheckpointingMode = (typeof CheckpointingMode)[keyof typeof CheckpointingMode]

  /** Configuration keys with their values, as in config.yaml. Flink: Configuration. */
  export class Configuration {
    /** A configuration with these keys and values. */
    static fromMap(values: Readonly<Record<string, string>>): Configuration
    /** Sets a key, for example `setString('restart-strategy.type', 'fixed-delay')`. */
    setString(key: string, value: string): this
  }

  /** What becomes of the last checkpoint when the job is cancelled. Flink: ExternalizedCheckpointRetention. */
  export const ExternalizedCheckpointRetention: Readonly<{
    /** Checkpoints are for recovery alone, and go with the job. The default. */
    readonly NO_EXTERNALIZED_CHECKPOINTS: 'NO_EXTERNALIZED_CHECKPOINTS'
    /** Kept when the job fails, deleted when it is cancelled. */
    readonly DELETE_ON_CANCELLATION: 'DELETE_ON_CANCELLATION'
    /** Kept in either case. */
    readonly RETAIN_ON_CANCELLATION: 'RETAIN_ON_CANCELLATION'
  }>
  /** One of the three. */
  export type ExternalizedCheckpointRetention =
    (typeof ExternalizedCheckpointRetention)[keyof typeof ExternalizedCheckpointRetention]

  /** Two streams, of two types, that meet in one operator. Flink: ConnectedStreams. */
  export class ConnectedStreams<IN1, IN2> {
    /**
     * Groups both streams by key; the keys of both must be of one type, so that one state serves
     * both inputs (DEP-8). Flink: keyBy.
     */
    keyBy<K>(
      keySelector1: KeySelector<IN1, K> | ((value: IN1) => K),
      keySelector2: KeySelector<IN2, K> | ((value: IN2) => K),
      keyType?: TypeInformation<K>,
    ): ConnectedStreams<IN1, IN2>
    /** One record out for each record in, by a method for each input. Flink: map. */
    map<O>(coMapper: CoMapFunction<IN1, IN2, O>): SingleOutputStreamOperator<O>
    /** Any number of records out for each record in, by a method for each input. Flink: flatMap. */
    flatMap<O>(coFlatMapper: CoFlatMapFunction<IN1, IN2, O>): SingleOutputStreamOperator<O>
    /**
     * A {@link KeyedCoProcessFunction} when both streams are keyed, else a {@link CoProcessFunction}.
     * Flink: process.
     */
    process<K, O>(
      coProcessFunction: CoProcessFunction<IN1, IN2, O> | KeyedCoProcessFunction<K, IN1, IN2, O>,
    ): SingleOutputStreamOperator<O>
  }
  /**
   * A length of time, as Flink 2.x takes it wherever it wants one (Flink 1.x: Time).
   * Simplified: whole milliseconds are the smallest unit.
   * Java: java.time.Duration.
   */
  export class Duration {
    private constructor()
    /** No time at all. */
    static readonly ZERO: Duration
    /** So many milliseconds. */
    static ofMillis(millis: number): Duration
    /** So many seconds. */
    static ofSeconds(seconds: number): Duration
    /** So many minutes. */
    static ofMinutes(minutes: number): Duration
    /** So many hours. */
    static ofHours(hours: number): Duration
    /** So many days of 24 hours. */
    static ofDays(days: number): Duration
    /** The whole length in milliseconds. */
    toMillis(): number
  }

  /** Where a program begins and where it is handed over to Flink. Flink: StreamExecutionEnvironment. */
  export class StreamExecutionEnvironment {
    private constructor()
    /** The environment of this job; `configuration` adds to config.yaml, and wins over it. */
    static getExecutionEnvironment(configuration?: Configuration): StreamExecutionEnvironment
    /** Sets configuration keys from code. */
    configure(configuration: Configuration): void
    /** Takes a checkpoint every `interval` ms (10 at least), in the given mode. */
    enableCheckpointing(interval: number, mode?: CheckpointingMode): this
    /** When and how checkpoints are taken. */
    getCheckpointConfig(): CheckpointConfig
    /** How many subtasks operators have that do not say it themselves; 1 unless set. */
    setParallelism(parallelism: number): this
    /** How many key groups operators have that do not say it themselves. */
    setMaxParallelism(maxParallelism: number): this
    /** Runs every operator in a task of its own. */
    disableOperatorChaining(): this
    /** A stream of what `source` reads. */
    fromSource<T>(
      source: KafkaSource<T> | BoundedSource<T> | HybridSource<T>,
      watermarkStrategy: WatermarkStrategy<T>,
      sourceName: string,
    ): DataStreamSource<T>
    /**
     * A stream of these records, or of those of one array, by one subtask (SRC-10). Flink: fromData,
     * which wants at least one record and no null.
     *
     * @throws from_data_empty, from_data_null
     */
    fromData<T>(...data: readonly T[] | readonly [readonly T[]]): DataStreamSource<T>
    /** The whole numbers from `from` to `to`, both included, in parallel (SRC-10). Flink: fromSequence. */
    fromSequence(from: number, to: number): DataStreamSource<number>
    /**
     * The lines that arrive at a socket from now on, by one subtask. It cannot rewind: what arrives
     * while the job is down is lost, and what was read after the last checkpoint is not read again
     * (SRC-12). Here the scenario's topic `hostname:port` is at the other end. Flink: socketTextStream.
     */
    socketTextStream(hostname: string, port: number): DataStreamSource<string>
    /**
     * Hands the program over to Flink. Simplified: Flink waits here until the job has ended; this
     * engine runs the job after the program's last line.
     *
     * @throws execute_twice
     */
    execute(jobName?: string): void
  }

  /** The common part of functions with a life. Flink: AbstractRichFunction. */
  export abstract class AbstractRichFunction implements RichFunction {
    /** Called once for each attempt of each subtask, before any record. The place to get state. */
    open(openContext: OpenContext): void
    /** Called when the subtask ends, also after a failure. */
    close(): void
    /** Where state and the subtask's number come from; there from `open` on, not in the constructor. */
    getRuntimeContext(): RuntimeContext
    /** Called by the engine before `open`. */
    setRuntimeContext(context: RuntimeContext): void
  }

  /** Takes what an operator emits, one record at a time. Flink: Collector. */
  export interface Collector<T> {
    /**
     * Emits a record. It is copied here, so changing the object afterwards changes nothing
     * (Flink: object reuse is off).
     */
    collect(record: T): void
  }

  /** Decides which records go on. Flink: FilterFunction. */
  export interface FilterFunction<T> {
    /** Whether `value` goes on. */
    filter(value: T): boolean
  }

  /** One record in, any number out. Flink: FlatMapFunction. */
  export interface FlatMapFunction<T, O> {
    /** Emits what `value` becomes into `out`. */
    flatMap(value: T, out: Collector<O>): void
  }

  /** What a {@link KeyedProcessFunction} is told about its record. Flink: KeyedProcessFunction.Context. */
  export interface KeyedContext<K> extends ProcessContext {
    /** The key of the record at hand. */
    getCurrentKey(): K
  }

  /** Sees every record of a keyed stream, with state and timers per key. Flink: KeyedProcessFunction. */
  export abstract class KeyedProcessFunction<K, T, O> extends AbstractRichFunction {
    /** Called for each record, with its key current; emits what it becomes into `out`. */
    abstract processElement(value: T, ctx: KeyedContext<K>, out: Collector<O>): void
    /** Called when a timer is due, with the timer's key current. `timestamp` is the timer's, in ms. */
    onTimer(timestamp: number, ctx: OnTimerContext<K>, out: Collector<O>): void
  }

  /** Finds the key of a record. Flink: KeySelector. It must give the same key every time it is asked. */
  export interface KeySelector<T, K> {
    /** The key of `value`: a string, a number, a boolean or a plain object; never null (KEY-4). */
    getKey(value: T): K
  }

  /** One record in, one record out. Flink: MapFunction. */
  export interface MapFunction<T, O> {
    /** The record that takes the place of `value`. */
    map(value: T): O
  }

  /** What `onTimer` is told. Flink: KeyedProcessFunction.OnTimerContext. */
  export interface OnTimerContext<K> extends KeyedContext<K> {
    /** Which clock the timer followed. */
    timeDomain(): TimeDomain
  }

  /** What `open` is given. Flink: OpenContext (since 1.19 in place of Configuration); it is empty. */
  export type OpenContext = Readonly<Record<never, never>>

  /** Chooses a record's channel by its key. Flink: Partitioner. */
  export interface Partitioner<K> {
    /** A number from 0 to `numPartitions - 1`; anything else fails the task. */
    partition(key: K, numPartitions: number): number
  }

  /** What a {@link ProcessFunction} is told about its record. Flink: ProcessFunction.Context. */
  export interface ProcessContext {
    /** The record's event time in ms, or null when it has none. */
    timestamp(): number | null
    /** The clocks. Timers need a keyed stream. */
    timerService(): TimerService
    /** Emits into a side output, which `getSideOutput(tag)` reads; with the record's timestamp. */
    output<X>(outputTag: OutputTag<X>, value: X): void
  }

  /** Sees every record, and may emit any number. Flink: ProcessFunction. */
  export abstract class ProcessFunction<T, O> extends AbstractRichFunction {
    /** Exists for the compiler alone: a function of a keyed stream is another class. */
    protected readonly isNotKeyed: true
    /** Called for each record; emits what it becomes into `out`. */
    abstract processElement(value: T, ctx: ProcessContext, out: Collector<O>): void
  }

  /** A {@link FilterFunction} with `open`, `close` and a runtime context. Flink: RichFilterFunction. */
  export abstract class RichFilterFunction<T>
    extends AbstractRichFunction
    implements FilterFunction<T>
  {
    /** Whether `value` goes on. */
    abstract filter(value: T): boolean
  }

  /** A {@link FlatMapFunction} with `open`, `close` and a runtime context. Flink: RichFlatMapFunction. */
  export abstract class RichFlatMapFunction<T, O>
    extends AbstractRichFunction
    implements FlatMapFunction<T, O>
  {
    /** Emits what `value` becomes into `out`. */
    abstract flatMap(value: T, out: Collector<O>): void
  }

  /** A function with a life: opened before its first record, closed after its last. Flink: RichFunction. */
  export interface RichFunction {
    /** Called once for each attempt of each subtask, before any record. The place to get state. */
    open(openContext: OpenContext): void
    /** Called when the subtask ends, also after a failure. */
    close(): void
    /** Where state and the subtask's number come from; there from `open` on. */
    getRuntimeContext(): RuntimeContext
    /** Called by the engine before `open`. */
    setRuntimeContext(context: RuntimeContext): void
  }

  /** A {@link MapFunction} with `open`, `close` and a runtime context. Flink: RichMapFunction. */
  export abstract class RichMapFunction<T, O>
    extends AbstractRichFunction
    implements MapFunction<T, O>
  {
    /** The record that takes the place of `value`. */
    abstract map(value: T): O
  }

  /** Which of the two clocks a timer follows. Flink: TimeDomain. */
  export type TimeDomain = 'EVENT_TIME' | 'PROCESSING_TIME'

  /** Both clocks, and timers on them. Flink: TimerService. All times are milliseconds. */
  export interface TimerService {
    /** The simulated cluster's wall clock. */
    currentProcessingTime(): number
    /** How far event time has come in this subtask. */
    currentWatermark(): number
    /**
     * Calls `onTimer` for the current key once the watermark reaches `time`; at most once per key and time.
     *
     * @throws timers_without_key, timer_timestamp
     */
    registerEventTimeTimer(time: number): void
    /**
     * Calls `onTimer` for the current key once the wall clock reaches `time`; at most once per key and time.
     *
     * @throws timers_without_key, timer_timestamp
     */
    registerProcessingTimeTimer(time: number): void
    /** Forgets the current key's event-time timer at exactly `time`, if there is one. */
    deleteEventTimeTimer(time: number): void
    /** Forgets the current key's processing-time timer at exactly `time`, if there is one. */
    deleteProcessingTimeTimer(time: number): void
  }

  /**
   * Shapes of generated data, for a DataGeneratorSource: keys of which few are frequent, timestamps
   * out of order, gaps in event time, bursts. **Barrier Lab's own**: Flink has no such class. A record is
   * the same each time it is made, for it depends on the seed and on its number only (SRC-14).
   */
  export class GeneratorShapes {
    private constructor()
    /**
     * Chooses a key for each record: the first the most often, the second half as often, the third a
     * third as often, and so on (Zipf's law).
     */
    static skewedKeys<K>(keys: readonly K[], seed: number): (index: number) => K
    /**
     * Event times, in ms from 0: one record every `interval`, each up to `bound` later than that by
     * chance. None is late with `WatermarkStrategy.forBoundedOutOfOrderness(bound)`.
     */
    static outOfOrder(interval: Duration, bound: Duration, seed: number): (index: number) => number
    /** The same event times, but after every `records` records nothing happens for `gap`. */
    static withGaps(
      timestamps: (index: number) => number,
      records: number,
      gap: Duration,
    ): (index: number) => number
    /**
     * A rate: each subtask makes `records` records as fast as the job takes them, then none for
     * `pause`. After a restore it begins with a whole burst (SRC-14).
     */
    static bursts(records: number, pause: Duration): RateLimiterStrategy
  }

  /**
   * Reads one source to its end, then the next; the last may go on for ever. Until the last one, it is in
   * backlog (SRC-15). Flink: HybridSource.
   */
  export class HybridSource<T> {
    /** Exists for the compiler alone: what the source gives. */
    protected readonly typeOfRecords: T
    private constructor()
    /**
     * Begins with the source that is read first.
     *
     * @throws hybrid_source_expected
     */
    static builder<T>(firstSource: KafkaSource<T> | BoundedSource<T>): HybridSourceBuilder<T>
  }

  /** Makes a hybrid source: add the sources in the order they are read. Flink: HybridSource.HybridSourceBuilder. */
  export class HybridSourceBuilder<T> {
    /**
     * What is read behind those before it, all of which must end. Simplified: Flink also takes a factory
     * that makes the source when its turn comes.
     *
     * @throws hybrid_source_expected, hybrid_source_unbounded
     */
    addSource(source: KafkaSource<T> | BoundedSource<T>): HybridSourceBuilder<T>
    /** The finished source. */
    build(): HybridSource<T>
  }

  /** Two keyed streams before their interval is known. Flink: KeyedStream.IntervalJoin. */
  export class IntervalJoin<T1, T2, K> {
    /** By the records' timestamps, as it is anyway. Flink: inEventTime. */
    inEventTime(): this
    /** By the clock: `between` refuses it, as Flink does. Flink: inProcessingTime. */
    inProcessingTime(): this
    /**
     * How far from a record of the first stream one of the second may be:
     * `left + lowerBound ≤ right ≤ left + upperBound`, both inclusive (IVJ-1). Flink: between.
     *
     * @throws interval_join_bounds
     */
    between(lowerBound: Duration, upperBound: Duration): IntervalJoined<T1, T2, K>
  }

  /** Two keyed streams and their interval. Flink: KeyedStream.IntervalJoined. */
  export class IntervalJoined<T1, T2, K> {
    /** A record exactly at the lower bound does not count. Flink: lowerBoundExclusive. */
    lowerBoundExclusive(): this
    /** A record exactly at the upper bound does not count. Flink: upperBoundExclusive. */
    upperBoundExclusive(): this
    /** Where late records of the first stream go (IVJ-3). Flink: sideOutputLeftLateData. */
    sideOutputLeftLateData(tag: OutputTag<T1>): this
    /** Where late records of the second stream go (IVJ-3). Flink: sideOutputRightLateData. */
    sideOutputRightLateData(tag: OutputTag<T2>): this
    /** The function that sees every pair. Flink: process. */
    process<OUT>(
      processJoinFunction: ProcessJoinFunction<T1, T2, OUT>,
    ): SingleOutputStreamOperator<OUT>
  }

  /** What a {@link ProcessJoinFunction} is told of a pair. Flink: ProcessJoinFunction.Context. */
  export interface JoinContext {
    /** The event time of the record of the first stream. */
    getLeftTimestamp(): number
    /** The event time of the record of the second stream. */
    getRightTimestamp(): number
    /** The later one of both, which the results have. */
    getTimestamp(): number
    /** Emits into a side output, which `getSideOutput(tag)` reads. */
    output<X>(outputTag: OutputTag<X>, value: X): void
  }

  /** Sees every pair of an interval join. Flink: ProcessJoinFunction. */
  export abstract class ProcessJoinFunction<IN1, IN2, OUT> extends AbstractRichFunction {
    /** Called once for each pair; emits what it becomes into `out`. */
    abstract processElement(left: IN1, right: IN2, ctx: JoinContext, out: Collector<OUT>): void
  }

  /** Any number of results for the records of both inputs with one key. Flink: CoGroupFunction. */
  export interface CoGroupFunction<IN1, IN2, O> {
    /** Called once for each firing; one of the two groups may be empty. */
    coGroup(first: Iterable<IN1>, second: Iterable<IN2>, out: Collector<O>): void
  }

  /** Any number of results for each pair of a join. Flink: FlatJoinFunction. */
  export interface FlatJoinFunction<IN1, IN2, OUT> {
    /** Emits what a record of the first input and one of the second make together. */
    join(first: IN1, second: IN2, out: Collector<OUT>): void
  }

  /** One result for each pair of a join. Flink: JoinFunction. */
  export interface JoinFunction<IN1, IN2, OUT> {
    /** What a record of the first input and one of the second make together. */
    join(first: IN1, second: IN2): OUT
  }

  /** A {@link CoGroupFunction} with `open`, `close` and a runtime context. Flink: RichCoGroupFunction. */
  export abstract class RichCoGroupFunction<IN1, IN2, O>
    extends AbstractRichFunction
    implements CoGroupFunction<IN1, IN2, O>
  {
    /** Called once for each firing; one of the two groups may be empty. */
    abstract coGroup(first: Iterable<IN1>, second: Iterable<IN2>, out: Collector<O>): void
  }

  /** A {@link FlatJoinFunction} with `open`, `close` and a runtime context. Flink: RichFlatJoinFunction. */
  export abstract class RichFlatJoinFunction<IN1, IN2, OUT>
    extends AbstractRichFunction
    implements FlatJoinFunction<IN1, IN2, OUT>
  {
    /** Emits what a record of the first input and one of the second make together. */
    abstract join(first: IN1, second: IN2, out: Collector<OUT>): void
  }

  /** A {@link JoinFunction} with `open`, `close` and a runtime context. Flink: RichJoinFunction. */
  export abstract class RichJoinFunction<IN1, IN2, OUT>
    extends AbstractRichFunction
    implements JoinFunction<IN1, IN2, OUT>
  {
    /** What a record of the first input and one of the second make together. */
    abstract join(first: IN1, second: IN2): OUT
  }

  /**
   * A record of either input of a join or co-group, as its trigger, evictor and window assigner see
   * it: its one field says which input it came from. Flink: CoGroupedStreams.TaggedUnion.
   */
  export type TaggedUnion<T1, T2> =
    | {
        /** The record, where it came from the first input. */
        readonly one: T1
      }
    | {
        /** The record, where it came from the second input. */
        readonly two: T2
      }

  /** A join that knows the keys of both streams. Flink: JoinedStreams.Where.EqualTo. */
  export class JoinedEqualTo<T1, T2, K> {
    /** Exists for the compiler alone: what the records and keys are. */
    protected readonly typeOfParts: (one: T1, two: T2, key: K) => void
    /** Which windows the records of both streams belong to. Flink: window. */
    window<W extends Window>(
      assigner: WindowAssigner<TaggedUnion<T1, T2>, W> | WindowAssigner<unknown, W>,
    ): JoinedWithWindow<T1, T2, K, W>
  }

  /** Two streams that are to be joined: `where`, `equalTo`, `window` and `apply` follow (WIN-23). Flink: JoinedStreams. */
  export class JoinedStreams<T1, T2> {
    /** The key of a record of the first stream; `keyType` as for `keyBy`. Flink: where. */
    where<K>(
      keySelector: KeySelector<T1, K> | ((value: T1) => K),
      keyType?: TypeInformation<K>,
    ): JoinedWhere<T1, T2, K>
  }

  /** A join that knows the key of its first stream. Flink: JoinedStreams.Where. */
  export class JoinedWhere<T1, T2, K> {
    /** The key of a record of the second stream; keys of both are of one type. Flink: equalTo. */
    equalTo(
      keySelector: KeySelector<T2, K> | ((value: T2) => K),
      keyType?: TypeInformation<K>,
    ): JoinedEqualTo<T1, T2, K>
  }

  /** A join over windows, which `apply` completes. Flink: JoinedStreams.WithWindow. */
  export class JoinedWithWindow<T1, T2, K, W extends Window> extends WindowedPair<T1, T2, K, W> {
    /**
     * A result for each pair of a record of the first stream and one of the second with the same key
     * and window; a record without a partner gives none (WIN-23). Flink: apply of a JoinFunction.
     */
    apply<R>(
      joinFunction: JoinFunction<T1, T2, R> | ((first: T1, second: T2) => R),
    ): SingleOutputStreamOperator<R>
    /** Any number of results for each such pair (WIN-23). Flink: apply of a FlatJoinFunction. */
    apply<R>(
      flatJoinFunction:
        FlatJoinFunction<T1, T2, R> | ((first: T1, second: T2, out: Collector<R>) => void),
    ): SingleOutputStreamOperator<R>
  }
  /** The end of a stream, which can be named and set. Flink: DataStreamSink. */
  export class DataStreamSink<T> {
    /** Exists for the compiler alone: what the sink takes. */
    protected readonly takesRecords: (record: T) => void
    /** The name the picture and the web UI show. It has no influence on state. */
    name(name: string): this
    /** The sink's identity in snapshots (MAT-1). */
    uid(uid: string): this
    /** The sink's id itself, 32 hexadecimal digits: for state saved without a uid (MAT-1). */
    setUidHash(uidHash: string): this
    /** How many subtasks the sink has. */
    setParallelism(parallelism: number): this
    /** How many key groups the sink has: the upper bound of its parallelism. */
    setMaxParallelism(maxParallelism: number): this
    /** Runs the sink in a task of its own. */
    disableChaining(): this
    /** The slots the sink shares: only with operators of the same group (DEP-1). Flink: slotSharingGroup. */
    slotSharingGroup(slotSharingGroup: string): this
  }

  /** What a sink promises. Flink: DeliveryGuarantee. */
  export const DeliveryGuarantee: Readonly<{
    /** Records may be lost or written twice. */
    readonly NONE: 'NONE'
    /** Nothing is lost; what is replayed after a failure is written again. */
    readonly AT_LEAST_ONCE: 'AT_LEAST_ONCE'
    /** In transactions that are committed when a checkpoint has completed. */
    readonly EXACTLY_ONCE: 'EXACTLY_ONCE'
  }>
  /** One of the three guarantees. */
  export type DeliveryGuarantee = (typeof DeliveryGuarantee)[keyof typeof DeliveryGuarantee]

  /** Writes every record to a topic. Flink: KafkaSink. */
  export class KafkaSink<T> {
    /** Exists for the compiler alone: what the sink takes. */
    protected readonly takesRecords: (record: T) => void
    private constructor()
    /** Begins a sink: say the broker, the serializer and the guarantee. */
    static builder<T>(): KafkaSinkBuilder<T>
  }

  /**
   * Makes a Kafka sink: say the broker, how records are written, and the guarantee. Flink: KafkaSinkBuilder.
   */
  export class KafkaSinkBuilder<T> {
    /** The broker's address. Simplified: there is one simulated broker, whatever the address. */
    setBootstrapServers(servers: string): this
    /** Which topic records go to and how they are written. */
    setRecordSerializer(serializer: KafkaRecordSerializationSchema<T>): this
    /** What the sink promises; `NONE` unless set, as in Flink. */
    setDeliveryGuarantee(guarantee: DeliveryGuarantee): this
    /** Begins the names of transactions: no two sinks may have the same. Needed with `EXACTLY_ONCE`. */
    setTransactionalIdPrefix(prefix: string): this
    /**
     * A property of Kafka's producer. Simplified: all but `transaction.timeout.ms` are taken, and without effect.
     * That one is an hour unless it is set, more than a broker allows by default: 900000 ms.
     */
    setProperty(name: string, value: string): this
    /** The finished sink. Flink refuses one without broker or serializer. */
    build(): KafkaSink<T>
  }

  /**
   * Reads a topic; its offsets are part of every checkpoint, so that a restored job reads on where
   * the checkpoint was (SRC-3). Flink: KafkaSource.
   */
  export class KafkaSource<T> {
    /** Exists for the compiler alone: what the source gives. */
    protected readonly typeOfRecords: T
    private constructor()
    /** Begins a source: say the broker, the topics and how values are read. */
    static builder<T>(): KafkaSourceBuilder<T>
  }

  /**
   * Makes a Kafka source: say the broker, the topics, where to start, and how values are read. Flink: KafkaSourceBuilder.
   */
  export class KafkaSourceBuilder<T> {
    /** The broker's address. Simplified: there is one simulated broker, whatever the address. */
    setBootstrapServers(servers: string): this
    /** The topics to read. */
    setTopics(...topics: readonly (string | readonly string[])[]): this
    /** The consumer group, under which offsets are committed when a checkpoint completes (SRC-4). */
    setGroupId(groupId: string): this
    /** Where to start when there is no snapshot to restore; a restored job ignores it (SRC-3). */
    setStartingOffsets(offsets: OffsetsInitializer): this
    /** Ends the source at these offsets, instead of waiting for more records. */
    setBounded(offsets: OffsetsInitializer): this
    /** How each value becomes a record. */
    setValueOnlyDeserializer(schema: DeserializationSchema<T>): this
    /** How each Kafka record, with its key, partition and offset, becomes records. */
    setDeserializer(schema: KafkaRecordDeserializationSchema<T>): this
    /** A property of Kafka's consumer. Simplified: taken, and without effect. */
    setProperty(name: string, value: string): this
    /** The finished source. Flink refuses one without broker, topics or deserializer. */
    build(): KafkaSource<T>
  }

  /** Where a source starts, or stops, in each partition. Flink: OffsetsInitializer. */
  export class OffsetsInitializer {
    private constructor()
    /** The first record there is. The default (SRC-6). */
    static earliest(): OffsetsInitializer
    /** Behind the last record there is when the job starts. */
    static latest(): OffsetsInitializer
  }

  /** A map that every subtask keeps a copy of. Flink: BroadcastState. */
  export interface BroadcastState<K, V> extends ReadOnlyBroadcastState<K, V> {
    /** Puts an entry; do the same in every subtask, or they will differ (OPS-5). */
    put(key: K, value: V): void
    /** Puts all entries of a Map or of an array of pairs. */
    putAll(map: Iterable<readonly [K, V]>): void
    /** Removes an entry. */
    remove(key: K): void
    /** Walks the entries by hand; its `remove` removes. */
    iterator(): StateIterator<readonly [K, V]>
    /** All entries, in the order of Java's HashMap. */
    entries(): StateIterable<readonly [K, V]>
    /** Removes all entries. */
    clear(): void
  }

  /** Where operator state comes from. Flink: OperatorStateStore. */
  export interface OperatorStateStore {
    /** The list of that name; its elements are dealt out evenly when the parallelism changes (OPS-3). */
    getListState<T>(stateDescriptor: ListStateDescriptor<T>): ListState<T>
    /** The list of that name; after a restore every subtask has the elements of all (OPS-4). */
    getUnionListState<T>(stateDescriptor: ListStateDescriptor<T>): ListState<T>
    /** The map of that name, which is to be the same in every subtask (OPS-5). */
    getBroadcastState<K, V>(stateDescriptor: MapStateDescriptor<K, V>): BroadcastState<K, V>
  }

  /** What the other side of a broadcast may read. Flink: ReadOnlyBroadcastState. */
  export interface ReadOnlyBroadcastState<K, V> {
    /** The value under a key; null where there is none. */
    get(key: K): V | null
    /** Whether there is an entry. */
    contains(key: K): boolean
    /** All entries, not to be changed; values are not copies, and changing one is a mistake nobody stops. */
    immutableEntries(): StateIterable<readonly [K, V]>
  }
  /** Counts up and down. Flink: Counter. */
  export interface Counter {
    /** Counts one more, or `n` more. */
    inc(n?: number): void
    /** Counts one less, or `n` less. */
    dec(n?: number): void
    /** The count now. */
    getCount(): number
  }

  /** Keeps the last values. Flink: DescriptiveStatisticsHistogram. */
  export class DescriptiveStatisticsHistogram implements Histogram {
    /** @param windowSize how many values are kept */
    constructor(windowSize: number)
    /** Takes a value; the oldest one leaves where there is no more room. */
    update(value: number): void
    /** How many values were taken. */
    getCount(): number
    /** What the values that are kept say. */
    getStatistics(): HistogramStatistics
  }

  /** A value that is asked for when it is reported. Flink: Gauge. */
  export interface Gauge<T> {
    /** The value now. */
    getValue(): T
  }

  /** Takes values and tells how they are distributed. Flink: Histogram. */
  export interface Histogram {
    /** Takes a value. */
    update(value: number): void
    /** How many values were taken. */
    getCount(): number
    /** What the values that are kept say. */
    getStatistics(): HistogramStatistics
  }

  /** How values are distributed. Flink: HistogramStatistics. */
  export interface HistogramStatistics {
    /** The value below which this part of the values lies: more than 0, at most 1. */
    getQuantile(quantile: number): number
    /** The values, oldest first. */
    getValues(): readonly number[]
    /** How many values there are. */
    size(): number
    /** Their mean. */
    getMean(): number
    /** Their standard deviation. */
    getStdDev(): number
    /** The greatest one. */
    getMax(): number
    /** The smallest one. */
    getMin(): number
  }

  /** How often something happens. Flink: Meter. */
  export interface Meter {
    /** It happened, or happened `n` times. */
    markEvent(n?: number): void
    /** Events per second. */
    getRate(): number
    /** Events so far. */
    getCount(): number
  }

  /** The rate of a counter over the last seconds. Flink: MeterView, updated every 5 s. */
  export class MeterView implements Meter {
    /**
     * @param of the counter whose rate it is, or the time span
     * @param timeSpanInSeconds over how many seconds; 60 where nothing is said
     */
    constructor(of: Counter | number, timeSpanInSeconds?: number)
    /** It happened, or happened `n` times. */
    markEvent(n?: number): void
    /** Events per second, as of the last update. */
    getRate(): number
    /** Events so far. */
    getCount(): number
    /** Called every 5 s of the wall clock. Flink: View.update. */
    update(): void
  }

  /** A named place for metrics. Flink: MetricGroup. */
  export interface MetricGroup {
    /** A counter of that name: the given one, or a new {@link SimpleCounter} (MET-1). */
    counter(name: string, counter?: Counter): Counter
    /** A value that is asked for, by an object or by a function (MET-2). */
    gauge<T>(name: string, gauge: Gauge<T> | (() => T)): Gauge<T>
    /** The meter, under that name. */
    meter(name: string, meter: Meter): Meter
    /** The histogram, under that name. */
    histogram(name: string, histogram: Histogram): Histogram
    /** A group inside this one; with a value two, one in the other. */
    addGroup(name: string, value?: string): MetricGroup
  }

  /** A count. Flink: SimpleCounter. */
  export class SimpleCounter implements Counter {
    /** Counts one more, or `n` more. */
    inc(n?: number): void
    /** Counts one less, or `n` less. */
    dec(n?: number): void
    /** The count now. */
    getCount(): number
  }

  /**
   * Names a side output of records of type `X`: an operator emits into it by `ctx.output(tag, value)`,
   * and `getSideOutput(tag)` reads it. Two tags of one name are the same output. Flink: OutputTag.
   */
  export class OutputTag<X> {
    /** Exists for the compiler alone: what the output's records are. */
    protected readonly typeOfRecords: X
    /**
     * @param id the name of the output, unique within an operator
     * @param type what the records are; taken, and not needed here
     */
    constructor(id: string, type?: TypeInformation<X>)
    /** The output's name. */
    getId(): string
  }

  /** Where keyed state is had from. Flink: KeyedStateStore. */
  export interface KeyedStateStore {
    /**
     * The state with the descriptor's name, for the key at hand. Only after `keyBy` (STA-6).
     * Asked in `open`, used while records and timers are processed (STA-6).
     *
     * @throws keyed_state_without_key, state_kind_changed, state_type_changed
     */
    getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T>
    /** A list per key, as {@link KeyedStateStore.getState}. */
    getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T>
    /** A map per key, as {@link KeyedStateStore.getState}. */
    getMapState<UK, UV>(descriptor: MapStateDescriptor<UK, UV>): MapState<UK, UV>
    /** A reduced value per key, as {@link KeyedStateStore.getState}. */
    getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T>
    /** An aggregate per key, as {@link KeyedStateStore.getState}. */
    getAggregatingState<IN, ACC, OUT>(
      descriptor: AggregatingStateDescriptor<IN, ACC, OUT>,
    ): AggregatingState<IN, OUT>
  }

  /** What surrounds a function while it runs. Flink: RuntimeContext. */
  export interface RuntimeContext extends KeyedStateStore {
    /** Which subtask this is, of how many. */
    getTaskInfo(): TaskInfo
    /** Where the function's own metrics are registered, in `open` (MET-1). */
    getMetricGroup(): MetricGroup
  }

  /** Which subtask this is, of how many. Flink: TaskInfo. */
  export interface TaskInfo {
    /** The task's name, as the web UI shows it. */
    getTaskName(): string
    /** The task's name with its number, counted from 1, and the attempt: `count (2/3)#0`. */
    getTaskNameWithSubtasks(): string
    /** This subtask's number, counted from 0. */
    getIndexOfThisSubtask(): number
    /** How many subtasks the task has. */
    getNumberOfParallelSubtasks(): number
    /** How many key groups the task has. */
    getMaxNumberOfParallelSubtasks(): number
    /** How often this subtask was started before: 0 at first, one more after each restart. */
    getAttemptNumber(): number
  }

  /** A record of the simulated broker, as a deserializer sees it. Java: Kafka's ConsumerRecord. */
  export interface ConsumerRecord {
    /** The topic it was read from. */
    readonly topic: string
    /** The partition it was read from. */
    readonly partition: number
    /** Its position in the partition, counted from 0. */
    readonly offset: number
    /** Its key as text, or null. */
    readonly key: string | null
    /** Its value as text. */
    readonly value: string
    /** Its timestamp in ms, from the producer or the broker. */
    readonly timestamp: number
  }

  /**
   * Makes a record of a message. Flink: DeserializationSchema.
   * Simplified: a message is text here, bytes in Flink.
   */
  export interface DeserializationSchema<T> {
    /** The record, or null to leave the message out. What it throws fails the task (REC-7). */
    deserialize(message: string): T | null
  }

  /**
   * The message is the record as JSON. Flink: JsonDeserializationSchema and JsonSerializationSchema.
   * A message that is not JSON fails the task, as in Flink.
   */
  export function json<T>(): DeserializationSchema<T> & SerializationSchema<T>

  /** Makes any number of records of a Kafka record. Flink: KafkaRecordDeserializationSchema. */
  export interface KafkaRecordDeserializationSchema<T> {
    /** Emits what `record` becomes into `out`. What it throws fails the task (REC-7). */
    deserialize(record: ConsumerRecord, out: Collector<T>): void
  }
  /** Ready-made ones. Flink: KafkaRecordDeserializationSchema's static methods. */
  export const KafkaRecordDeserializationSchema: Readonly<{
    /** Reads the value alone with `schema`. */
    valueOnly<T>(schema: DeserializationSchema<T>): KafkaRecordDeserializationSchema<T>
  }>

  /**
   * Makes a Kafka record of a record. Flink: KafkaRecordSerializationSchema; made by its builder.
   */
  export class KafkaRecordSerializationSchema<T> {
    /** Exists for the compiler alone: what the schema writes. */
    protected readonly takesRecords: (record: T) => void
    /** Begins a schema: say the topic and how values are written. */
    static builder<T>(): KafkaRecordSerializationSchemaBuilder<T>
  }

  /**
   * Makes a schema: say the topic, and how keys and values are written. Flink: KafkaRecordSerializationSchemaBuilder.
   */
  export class KafkaRecordSerializationSchemaBuilder<T> {
    /** The topic every record goes to. */
    setTopic(topic: string): this
    /** How the Kafka record's key is made; without it there is none. */
    setKeySerializationSchema(schema: SerializationSchema<T>): this
    /** How the Kafka record's value is made. */
    setValueSerializationSchema(schema: SerializationSchema<T>): this
    /** The finished schema. Flink refuses one without topic or value schema. */
    build(): KafkaRecordSerializationSchema<T>
  }

  /** Makes a message of a record. Flink: SerializationSchema. Simplified: text instead of bytes. */
  export interface SerializationSchema<T> {
    /** The message's text. */
    serialize(element: T): string
  }

  /** The message is the record, a string. Flink: SimpleStringSchema. */
  export class SimpleStringSchema
    implements DeserializationSchema<string>, SerializationSchema<string>
  {
    /** The message itself. */
    deserialize(message: string): string
    /** The record itself, which must be a string. */
    serialize(element: string): string
  }

  /** Names an AggregatingState and says how values are aggregated. Flink: AggregatingStateDescriptor. */
  export class AggregatingStateDescriptor<IN, ACC, OUT> extends StateDescriptor {
    /**
     * @param name unique among the states of one operator
     * @param aggFunction adds values to an accumulator
     * @param accumulatorType what the accumulator is; without it any plain value goes
     */
    constructor(
      name: string,
      aggFunction: AggregateFunction<IN, ACC, OUT>,
      accumulatorType?: TypeInformation<ACC>,
    )
    /** How values are added to the accumulator. */
    getAggregateFunction(): AggregateFunction<IN, ACC, OUT>
    /** The declared type of the accumulator; null when any plain value goes. */
    getTypeInformation(): TypeInformation<ACC> | null
  }

  /** Names a ListState and says what its elements are. Flink: ListStateDescriptor. */
  export class ListStateDescriptor<T> extends StateDescriptor {
    /**
     * @param name unique among the states of one operator
     * @param elementType what the elements are; without it any plain value goes
     */
    constructor(name: string, elementType?: TypeInformation<T>)
    /** The declared type of the elements; null when any plain value goes. */
    getElementTypeInformation(): TypeInformation<T> | null
  }

  /** Names a MapState and says what its keys and values are. Flink: MapStateDescriptor. */
  export class MapStateDescriptor<UK, UV> extends StateDescriptor {
    /**
     * @param name unique among the states of one operator
     * @param keyType what the user keys are; without it each has the type its value shows
     * @param valueType what the values are; without it any plain value goes
     */
    constructor(name: string, keyType?: TypeInformation<UK>, valueType?: TypeInformation<UV>)
    /** The declared type of the user keys; null when each has the type its value shows. */
    getKeyTypeInformation(): TypeInformation<UK> | null
    /** The declared type of the values; null when any plain value goes. */
    getValueTypeInformation(): TypeInformation<UV> | null
  }

  /** Names a ReducingState and says how values are reduced. Flink: ReducingStateDescriptor. */
  export class ReducingStateDescriptor<T> extends StateDescriptor {
    /**
     * @param name unique among the states of one operator
     * @param reduceFunction makes one value of two; a ReduceFunction or a lambda
     * @param type what the values are; without it any plain value goes
     */
    constructor(
      name: string,
      reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
      type?: TypeInformation<T>,
    )
    /** How two values become one. */
    getReduceFunction(): ReduceFunction<T>
    /** The declared type of the values; null when any plain value goes. */
    getTypeInformation(): TypeInformation<T> | null
  }

  /**
   * What all descriptors have in common. Flink: StateDescriptor.
   *
   * The name identifies the state within its operator: asking twice gives the same state (STA-1),
   * and a restored job finds its values by operator and name.
   */
  export abstract class StateDescriptor {
    /** The state's name within its operator. */
    getName(): string
    /** State of this name expires (TTL-1). Given before the state is asked for. */
    enableTimeToLive(ttlConfig: StateTtlConfig): void
    /** How long the state lives; null: for ever. */
    getTtlConfig(): StateTtlConfig | null
  }

  /** Names a ValueState and says what it holds. Flink: ValueStateDescriptor. */
  export class ValueStateDescriptor<T> extends StateDescriptor {
    /**
     * @param name unique among the states of one operator
     * @param type what the values are; without it any plain value goes
     * @param defaultValue what `value()` answers where nothing is stored; deprecated, as in Flink
     */
    constructor(name: string, type?: TypeInformation<T>, defaultValue?: T)
    /** The declared type of the values; null when any plain value goes. */
    getTypeInformation(): TypeInformation<T> | null
    /** What `value()` answers where nothing is stored (STA-13); null without one. */
    getDefaultValue(): T | null
  }

  /** How expired state goes. Flink: StateTtlConfig.CleanupStrategies. */
  export interface CleanupStrategies {
    /** Whether full snapshots leave expired state out. */
    inFullSnapshot(): boolean
    /** Whether each backend cleans up by its default strategy where none was chosen. */
    isCleanupInBackground(): boolean
    /** What the heap backend does; null: nothing. */
    getIncrementalCleanupStrategy(): IncrementalCleanupStrategy | null
    /** Whether RocksDB filters while it compacts. */
    inRocksdbCompactFilter(): boolean
    /** What RocksDB does; null: nothing. */
    getRocksdbCompactFilterCleanupStrategy(): RocksdbCompactFilterCleanupStrategy | null
  }

  /** Cleanup a few entries at a time, on the heap. Flink: IncrementalCleanupStrategy. */
  export interface IncrementalCleanupStrategy {
    /** How many entries are looked at with each access of the state. */
    getCleanupSize(): number
    /** Whether every record is such an access, too. */
    runCleanupForEveryRecord(): boolean
  }

  /** Cleanup while RocksDB compacts its files. Flink: RocksdbCompactFilterCleanupStrategy. */
  export interface RocksdbCompactFilterCleanupStrategy {
    /** After how many entries the clock is asked anew. */
    getQueryTimeAfterNumEntries(): number
    /** How old a file is when it is compacted for this alone; zero: never. */
    getPeriodicCompactionTime(): Duration
  }

  /**
   * How long state lives, and what becomes of it then. Given to a descriptor's `enableTimeToLive`.
   * Flink: StateTtlConfig.
   */
  export class StateTtlConfig {
    /** When the time to live begins anew. */
    static readonly UpdateType: Readonly<{
      /** State does not expire. */
      readonly Disabled: 'Disabled'
      /** With every write. The default. */
      readonly OnCreateAndWrite: 'OnCreateAndWrite'
      /** With every write and every read. */
      readonly OnReadAndWrite: 'OnReadAndWrite'
    }>
    /** Whether expired state may still be read. */
    static readonly StateVisibility: Readonly<{
      /** As long as nothing has cleaned it up. */
      readonly ReturnExpiredIfNotCleanedUp: 'ReturnExpiredIfNotCleanedUp'
      /** Never. The default. */
      readonly NeverReturnExpired: 'NeverReturnExpired'
    }>
    /** The clock that counts. */
    static readonly TtlTimeCharacteristic: Readonly<{
      /** The TaskManager's clock; there is no other. */
      readonly ProcessingTime: 'ProcessingTime'
    }>
    /** A builder for state that lives this long after its last access. */
    static newBuilder(ttl: Duration): StateTtlConfigBuilder
    /** When the time to live begins anew. */
    getUpdateType(): TtlUpdateType
    /** Whether expired state may still be read. */
    getStateVisibility(): TtlStateVisibility
    /** How long state lives. */
    getTimeToLive(): Duration
    /** The clock that counts. */
    getTtlTimeCharacteristic(): 'ProcessingTime'
    /** Whether state expires at all. */
    isEnabled(): boolean
    /** How expired state goes. */
    getCleanupStrategies(): CleanupStrategies
  }

  /** Configures {@link StateTtlConfig}. Flink: StateTtlConfig.Builder. */
  export class StateTtlConfigBuilder {
    /** When the time to live begins anew (TTL-8, TTL-9). */
    setUpdateType(updateType: TtlUpdateType): this
    /** `setUpdateType(OnCreateAndWrite)`. */
    updateTtlOnCreateAndWrite(): this
    /** `setUpdateType(OnReadAndWrite)`. */
    updateTtlOnReadAndWrite(): this
    /** Whether expired state may still be read (TTL-7). */
    setStateVisibility(visibility: TtlStateVisibility): this
    /** `setStateVisibility(ReturnExpiredIfNotCleanedUp)`. */
    returnExpiredIfNotCleanedUp(): this
    /** `setStateVisibility(NeverReturnExpired)`. */
    neverReturnExpired(): this
    /** The clock that counts; there is only processing time (TTL-2). */
    setTtlTimeCharacteristic(characteristic: 'ProcessingTime'): this
    /** `setTtlTimeCharacteristic(ProcessingTime)`. */
    useProcessingTime(): this
    /** Full snapshots leave expired state out; the running job keeps it (TTL-28). */
    cleanupFullSnapshot(): this
    /**
     * On the heap, each access looks at some entries and removes the expired ones (TTL-26).
     *
     * @param cleanupSize how many entries are looked at
     * @param runCleanupForEveryRecord whether every record is such an access, too
     */
    cleanupIncrementally(cleanupSize: number, runCleanupForEveryRecord: boolean): this
    /**
     * RocksDB drops expired state while it compacts (TTL-27). On the heap this has no effect.
     *
     * @param queryTimeAfterNumEntries after how many entries the clock is asked anew
     * @param periodicCompactionTime how old a file is when it is compacted for this alone
     */
    cleanupInRocksdbCompactFilter(
      queryTimeAfterNumEntries?: number,
      periodicCompactionTime?: Duration,
    ): this
    /** Only what was chosen by name cleans up (TTL-25); reading expired state still removes it. */
    disableCleanupInBackground(): this
    /** How long state lives. */
    setTimeToLive(ttl: Duration): this
    /** The configuration. The time to live must be positive (TTL-1). */
    build(): StateTtlConfig
  }

  /** One of {@link StateTtlConfig.StateVisibility}. Flink: StateTtlConfig.StateVisibility. */
  export type TtlStateVisibility = 'ReturnExpiredIfNotCleanedUp' | 'NeverReturnExpired'

  /** One of {@link StateTtlConfig.UpdateType}. Flink: StateTtlConfig.UpdateType. */
  export type TtlUpdateType = 'Disabled' | 'OnCreateAndWrite' | 'OnReadAndWrite'

  /** An accumulator per key, and what it amounts to. Flink: AggregatingState. */
  export interface AggregatingState<IN, OUT> {
    /** The result of the accumulator; null where nothing was added (STA-19). */
    get(): OUT | null
    /** Adds a value to the accumulator, which the first one creates (STA-19). `add(null)` clears (STA-20). */
    add(value: IN): void
    /** Removes the accumulator of the current key. */
    clear(): void
  }

  /** A list per key. Flink: ListState. Elements keep their order, and may be equal (STA-14). */
  export interface ListState<T> {
    /** The elements of the current key; empty where there are none, never null (STA-14). */
    get(): StateIterable<T>
    /** Appends an element, which must not be null (STA-15). */
    add(value: T): void
    /** Appends elements; neither the array nor one of them may be null (STA-15). Of none: nothing happens. */
    addAll(values: readonly T[]): void
    /** Replaces the list; of no elements it is `clear()` (STA-14). Nulls are refused as by `addAll`. */
    update(values: readonly T[]): void
    /** Removes the list of the current key. */
    clear(): void
  }

  /** An entry of a {@link MapState}: `[key, value]`, with Java's methods. Java: Map.Entry. */
  export type MapEntry<UK, UV> = readonly [key: UK, value: UV] & {
    /** The key. */
    getKey(): UK
    /** The value. */
    getValue(): UV
    /** Puts another value under this key into the state, and answers the one before (STA-18, TTL-17). */
    setValue(value: UV): UV
  }

  /** A map per key, each entry read and written on its own. Flink: MapState. */
  export interface MapState<UK, UV> {
    /** The value under a user key; null where there is none, or where it is null (STA-16). */
    get(key: UK): UV | null
    /** Puts a value, which may be null (STA-16). */
    put(key: UK, value: UV): void
    /** Puts all entries of a Map, an array of pairs or another map state's `entries()` (STA-17). */
    putAll(map: Iterable<readonly [UK, UV]>): void
    /** Removes an entry; of the last one the whole map (STA-17). */
    remove(key: UK): void
    /** Whether there is an entry, be its value null (STA-16). */
    contains(key: UK): boolean
    /** All entries, in an order not to be relied on: that of Java's HashMap (STA-18). */
    entries(): StateIterable<MapEntry<UK, UV>>
    /** All keys, in the order of `entries`. */
    keys(): StateIterable<UK>
    /** All values, in the order of `entries`. */
    values(): StateIterable<UV>
    /** Walks the entries by hand. */
    iterator(): StateIterator<MapEntry<UK, UV>>
    /** Whether there is no entry. */
    isEmpty(): boolean
    /** Removes all entries of the current key. */
    clear(): void
  }

  /** One value per key, made of all that was added. Flink: ReducingState. */
  export interface ReducingState<T> {
    /** The value; null where nothing was added (STA-19). */
    get(): T | null
    /** Reduces the value with another; the first is stored as it is (STA-19). `add(null)` clears (STA-20). */
    add(value: T): void
    /** Removes the value of the current key. */
    clear(): void
  }

  /** What state answers with many elements: for `for (… of …)` and `[...…]`, or by hand. Java: Iterable. */
  export interface StateIterable<T> extends Iterable<T> {
    /** An iterator of Java's kind, which can remove what it met. */
    iterator(): StateIterator<T>
  }

  /** java.util.Iterator: what Flink's collections of state are walked with. Java: Iterator. */
  export interface StateIterator<T> {
    /** Whether `next` has something to answer. */
    hasNext(): boolean
    /** The next one. Fails at the end, and where the state was changed meanwhile (STA-18). */
    next(): T
    /** Removes what `next` answered last from the state (STA-18). */
    remove(): void
  }
  /** What an operator remembers for each key. Flink: org.apache.flink.api.common.state. */
  /**
   * One value per key. Flink: ValueState.
   *
   * The object is a handle: which entry it reads and writes is decided by the key of the record or
   * timer at hand (STA-1). Access is synchronous.
   */
  export interface ValueState<T> {
    /**
     * The value of the current key, or null when there is none (STA-2); the descriptor's default value
     * where it has one (STA-13).
     *
     * @throws no_key_set
     */
    value(): T | null
    /** Replaces the value of the current key; `update(null)` is `clear()` (STA-3). */
    update(value: T | null): void
    /** Removes the entry of the current key, and of no other (STA-1). */
    clear(): void
  }

  /**
   * Keeps every record, in the order in which it came: a replay leaves it there twice (SNK-2).
   * **Barrier Lab's own**.
   */
  export class CollectSink<T> extends LearningSink<T> {
    /** `name`: what the output calls the collection. */
    constructor(name?: string)
  }

  /** A sink without transactions: what it is given is outside at once (SNK-1). Flink: Sink. */
  export abstract class LearningSink<T> {
    /** Exists for the compiler alone: what the sink takes. */
    protected readonly takesRecords: (record: T) => void
  }

  /**
   * Sends each record as a mail, which nobody can take back: after a failure the replay sends it again
   * (SNK-5). With an idempotency key the mail service takes the first mail with that key, and no other.
   * **Barrier Lab's own**.
   */
  export class OutboxSink<T> extends LearningSink<T> {
    /** `idempotencyKey` gives what the service knows a mail by. */
    constructor(outbox?: string, idempotencyKey?: (mail: T) => string | number | boolean)
  }

  /**
   * A table with one row for each key: a record with a known key takes the place of the row before, so
   * that what a replay writes again changes nothing, if its key is the same each time (SNK-4).
   * **Barrier Lab's own**.
   */
  export class UpsertTableSink<T> extends LearningSink<T> {
    /** `key` gives the key of a row: text, a number or a boolean. */
    constructor(table: string, key: (row: T) => string | number | boolean)
  }

  /** A source that ends. Each of its readers has a range of numbers, or files (SRC-10). Flink: Source. */
  export abstract class BoundedSource<T> {
    /** Exists for the compiler alone: what the source gives. */
    protected readonly typeOfRecords: T
  }

  /**
   * Makes `count` records, each from its number: a record's number is its position, so that a restored
   * job makes the same ones again (SRC-11). Flink: DataGeneratorSource.
   */
  export class DataGeneratorSource<O> extends BoundedSource<O> {
    /** `generatorFunction` gets the numbers 0 to `count` − 1. */
    constructor(
      generatorFunction: GeneratorFunction<O> | ((index: number) => O),
      count: number,
      rateLimiterStrategy?: RateLimiterStrategy,
    )
  }

  /** Reads all lines of the files of a folder, then ends (SRC-13). Flink: FileSource. */
  export class FileSource<T> extends BoundedSource<T> {
    private constructor()
    /** Begins a source that reads the files below `paths` in that format. */
    static forRecordStreamFormat(
      format: TextLineInputFormat,
      ...paths: readonly Path[]
    ): FileSourceBuilder<string>
  }

  /** Makes a file source. Flink: FileSource.FileSourceBuilder. */
  export class FileSourceBuilder<T> {
    /** The finished source. */
    build(): FileSource<T>
  }

  /** Makes the record with that number. Flink: GeneratorFunction. */
  export interface GeneratorFunction<O> {
    /** The record number `index`. It must be the same each time: after a failure it is made again. */
    map(index: number): O
  }

  /** The whole numbers from `from` to `to`, both included, in a range for each reader (SRC-10). Flink: NumberSequenceSource. */
  export class NumberSequenceSource extends BoundedSource<number> {
    /** `to` must not be below `from`. */
    constructor(from: number, to: number)
  }

  /** Where files are. Simplified: a topic of the scenario stands for a folder, each partition for a file (SRC-13). Flink: Path. */
  export class Path {
    /** The name of the folder. */
    constructor(path: string)
    /** The path as it was given. */
    getPath(): string
  }

  /** How fast a generator may go (SRC-11). Flink: RateLimiterStrategy. */
  export class RateLimiterStrategy {
    private constructor()
    /**
     * At most so many records a second, all subtasks together: each has the same part of it. What a subtask
     * did not make in time it may make up for, a second's worth at most.
     */
    static perSecond(recordsPerSecond: number): RateLimiterStrategy
    /**
     * At most so many records between two completed checkpoints, all subtasks together: each has the same
     * whole number of them, and what cannot be shared evenly is not made. It must be as many as there
     * are subtasks.
     */
    static perCheckpoint(recordsPerCheckpoint: number): RateLimiterStrategy
    /** As fast as the job takes them. The default. */
    static noOp(): RateLimiterStrategy
  }

  /** Reads text files line by line. Flink: TextLineInputFormat. */
  export class TextLineInputFormat {
    /** Exists for the compiler alone: what a line is. */
    protected readonly typeOfRecords: string
  }

  /** A stream of records of type `T`. Flink: DataStream. */
  export class DataStream<T> {
    /** Exists for the compiler alone: what the stream's records are. */
    protected readonly typeOfRecords: T
    /** One record out for each record in. Flink: map. */
    map<O>(mapper: MapFunction<T, O> | ((value: T) => O)): SingleOutputStreamOperator<O>
    /** Lets those records go on for which `filter` is true. Flink: filter. */
    filter(filter: FilterFunction<T> | ((value: T) => boolean)): SingleOutputStreamOperator<T>
    /** Any number of records out for each record in. Flink: flatMap. */
    flatMap<O>(
      flatMapper: FlatMapFunction<T, O> | ((value: T, out: Collector<O>) => void),
    ): SingleOutputStreamOperator<O>
    /** A {@link ProcessFunction}: sees the record's timestamp, and may emit any number. Flink: process. */
    process<O>(processor: ProcessFunction<T, O>): SingleOutputStreamOperator<O>
    /**
     * Groups records by key: all records with one key meet the same subtask and the same state.
     *
     * @param key the same record must always give the same key
     * @param type the key's type; without it each key has the type its value shows (see `Types`)
     * @throws key_is_null, key_is_array, key_kinds_mixed, key_type_unsupported, key_not_of_type
     */
    keyBy<K>(
      key: KeySelector<T, K> | ((value: T) => K),
      type?: TypeInformation<K>,
    ): KeyedStream<T, K>
    /**
     * Gives records timestamps and makes watermarks here, in place of those that came with them: only
     * the end of event time goes on (WMK-12). Flink: assignTimestampsAndWatermarks.
     */
    assignTimestampsAndWatermarks(
      watermarkStrategy: WatermarkStrategy<T>,
    ): SingleOutputStreamOperator<T>
    /** Deals records out to the next operator's subtasks in turn. Flink: rebalance. */
    rebalance(): DataStream<T>
    /** Keeps records in the subtask they are in; both sides need the same parallelism. Flink: forward. */
    forward(): DataStream<T>
    /**
     * Deals records out in turn to a part of the next operator's subtasks: each subtask sends to a
     * few of its own, or shares one with others (DEP-6). Flink: rescale.
     */
    rescale(): DataStream<T>
    /** Sends each record to a subtask chosen by chance, of the run's seed. Flink: shuffle. */
    shuffle(): DataStream<T>
    /** Sends every record to the first subtask. Flink: global. */
    global(): DataStream<T>
    /** Sends every record to every subtask of the next operator. Flink: broadcast. */
    broadcast(): DataStream<T>
    /** The same, as a stream whose records may be kept in the given broadcast states. Flink: broadcast. */
    broadcast(...descriptors: readonly MapStateDescriptor<unknown, unknown>[]): BroadcastStream<T>
    /**
     * Sends each record to the subtask `partitioner` says for its key.
     * Flink: partitionCustom.
     */
    partitionCustom<K>(
      partitioner: Partitioner<K> | ((key: K, numPartitions: number) => number),
      keySelector: KeySelector<T, K> | ((value: T) => K),
    ): DataStream<T>
    /** This stream beside a broadcast one. Flink: connect. */
    connect<T2>(stream: BroadcastStream<T2>): BroadcastConnectedStream<T, T2>
    /** This stream and another one, of another type perhaps, for an operator with two inputs. Flink: connect. */
    connect<T2>(stream: DataStream<T2>): ConnectedStreams<T, T2>
    /** Pairs of records of both streams with one key, within windows (WIN-23). Flink: join. */
    join<T2>(otherStream: DataStream<T2>): JoinedStreams<T, T2>
    /** The records of both streams with one key, within windows (WIN-23). Flink: coGroup. */
    coGroup<T2>(otherStream: DataStream<T2>): CoGroupedStreams<T, T2>
    /** The records of this stream and of the others, in no particular order. Flink: union. */
    union(...streams: readonly DataStream<T>[]): DataStream<T>
    /** Shows every record in the TaskManager's output, after `sinkIdentifier` if there is one. Flink: print. */
    print(sinkIdentifier?: string): DataStreamSink<T>
    /**
     * Ends the stream in a sink. Flink: sinkTo.
     *
     * @throws sink_expected
     */
    sinkTo(sink: KafkaSink<T> | LearningSink<T>): DataStreamSink<T>
    /**
     * Cuts the whole stream into windows, by one subtask (WIN-17). Flink: windowAll.
     *
     * @param assigner which windows a record belongs to
     */
    windowAll<W extends Window>(
      assigner: WindowAssigner<T, W> | WindowAssigner<unknown, W>,
    ): AllWindowedStream<T, W>
    /** Windows of so many records of the whole stream; with `slide` one at every so many (WIN-6). Flink: countWindowAll. */
    countWindowAll(size: number, slide?: number): AllWindowedStream<T, GlobalWindow>
  }

  /** A stream that comes straight from a source. Flink: DataStreamSource. */
  export class DataStreamSource<T> extends SingleOutputStreamOperator<T> {}

  /** A stream grouped by key. Flink: KeyedStream. */
  export class KeyedStream<T, K> extends DataStream<T> {
    /** Exists for the compiler alone: what the keys are. */
    protected readonly typeOfKeys: K
    /** A {@link KeyedProcessFunction}: state and timers for each key. Flink: process. */
    process<O>(processor: KeyedProcessFunction<K, T, O>): SingleOutputStreamOperator<O>
    /** @deprecated As in Flink; here it is refused: extend {@link KeyedProcessFunction}. */
    process<O>(processor: ProcessFunction<T, O>): SingleOutputStreamOperator<O>
    /** Cuts the records of each key into windows (WIN-3). Flink: window. */
    window<W extends Window>(
      assigner: WindowAssigner<T, W> | WindowAssigner<unknown, W>,
    ): WindowedStream<T, K, W>
    /**
     * Pairs of this stream's records with those of the other one, of the same key, that are near them
     * in event time (IVJ-1). Flink: intervalJoin.
     */
    intervalJoin<T1>(otherStream: KeyedStream<T1, K>): IntervalJoin<T, T1, K>
    /** Windows of so many records of a key; with `slide` one at every so many (WIN-6). Flink: countWindow. */
    countWindow(size: number, slide?: number): WindowedStream<T, K, GlobalWindow>
    /** For each record what it and all before it of its key reduce to (WIN-21). Flink: reduce. */
    reduce(
      reducer: ReduceFunction<T> | ((value1: T, value2: T) => T),
    ): SingleOutputStreamOperator<T>
    /** The first record of the key, with the sum of all so far in a field (WIN-21). Flink: sum. */
    sum(field: string | number): SingleOutputStreamOperator<T>
    /** The first record of the key, with the smallest value so far in a field (WIN-21). Flink: min. */
    min(field: string | number): SingleOutputStreamOperator<T>
    /** The first record of the key, with the greatest value so far in a field (WIN-21). Flink: max. */
    max(field: string | number): SingleOutputStreamOperator<T>
    /** The record with the smallest value so far; of equal ones the first, or the last. Flink: minBy. */
    minBy(field: string | number, first?: boolean): SingleOutputStreamOperator<T>
    /** The record with the greatest value so far; of equal ones the first, or the last. Flink: maxBy. */
    maxBy(field: string | number, first?: boolean): SingleOutputStreamOperator<T>
  }

  /** A side output as a stream. Flink: SideOutputDataStream. */
  export class SideOutputDataStream<T> extends DataStream<T> {}

  /** A stream with the operator that makes it, which can be named and set. Flink: SingleOutputStreamOperator. */
  export class SingleOutputStreamOperator<T> extends DataStream<T> {
    /** The name the picture and the web UI show. It has no influence on state. */
    name(name: string): this
    /**
     * The operator's identity: a restored job gives it the state that was saved under this uid,
     * wherever it stands in the new program (MAT-1).
     *
     * @throws uid_twice
     */
    uid(uid: string): this
    /** The operator's id itself, 32 hexadecimal digits: for state saved without a uid (MAT-1). */
    setUidHash(uidHash: string): this
    /** How many subtasks the operator has. */
    setParallelism(parallelism: number): this
    /** How many key groups the operator has: the upper bound of its parallelism, for ever (MAT-4). */
    setMaxParallelism(maxParallelism: number): this
    /** Runs the operator in a task of its own. */
    disableChaining(): this
    /** Begins a new task with this operator; the next ones may still be chained to it. */
    startNewChain(): this
    /**
     * The slots this operator shares: only with operators of the same group. What reads it is of its
     * group too, unless it says otherwise (DEP-1). Flink: slotSharingGroup.
     */
    slotSharingGroup(slotSharingGroup: string): this
    /** What the operator emitted with this tag by `ctx.output`. Flink: getSideOutput. */
    getSideOutput<X>(sideOutputTag: OutputTag<X>): SideOutputDataStream<X>
  }
  /** A unit of time beside a number: `5, TimeUnit.SECONDS`. Java: TimeUnit. */
  export class TimeUnit {
    private constructor()
    /** A thousandth of a second. */
    static readonly MILLISECONDS: TimeUnit
    /** A second. */
    static readonly SECONDS: TimeUnit
    /** Sixty seconds. */
    static readonly MINUTES: TimeUnit
    /** Sixty minutes. */
    static readonly HOURS: TimeUnit
    /** Twenty-four hours. */
    static readonly DAYS: TimeUnit
    /** So many of this unit in milliseconds. */
    toMillis(duration: number): number
    /** Its name, as in Java. */
    toString(): string
  }

  /** `Types.BYTE`, told apart from the other whole numbers by the compiler. Flink: Types.BYTE. */
  export type ByteType = TypeInformation<number> & {
    /** The one kind whose arrays are a Uint8Array. */
    readonly kind: 'BYTE'
  }

  /** The fields of a POJO type, each with its own type. Flink: Types.POJO. */
  export type PojoFields<T> = {
    readonly [Field in keyof T]?: TypeInformation<T[Field]>
  }

  /**
   * The type of a value, known at run time. Flink: TypeInformation.
   *
   * Java finds it by reflection; TypeScript's types are gone when the job runs, so it is an argument,
   * optional wherever the value itself says enough.
   */
  export class TypeInformation<T> {
    /** Which type of `Types` it is. */
    readonly kind: TypeKind
    /** For `LIST` and arrays: the type of the elements. */
    readonly element: TypeInformation<unknown> | null
    /** For `POJO`: the declared fields, or null when any plain object will do. */
    readonly fields: Readonly<Record<string, TypeInformation<unknown>>> | null
    /** Exists for the compiler alone: what a value of this type is. */
    protected readonly typeOfValue: T
    /** The name as Flink prints it: `Long`, `List<Long>`, `Java Tuple2<String, Integer>`. */
    toString(): string
    /** Whether it is one of Java's own scalar types. Flink: isBasicType. */
    isBasic(): boolean
  }
  /**
   * The kinds of type a value can be declared to have. Names are those of Flink's `Types`.
   * The type is Barrier Lab's own.
   */
  export type TypeKind =
    | 'STRING'
    | 'BOOLEAN'
    | 'BYTE'
    | 'SHORT'
    | 'INT'
    | 'LONG'
    | 'FLOAT'
    | 'DOUBLE'
    | 'CHAR'
    | 'BIG_INT'
    | 'VOID'
    | 'POJO'
    | 'TUPLE'
    | 'LIST'
    | 'MAP'
    | 'ENUM'
    | 'PRIMITIVE_ARRAY'
    | 'OBJECT_ARRAY'

  /**
   * The types of keys and of state values. Flink: Types.
   *
   * A plain number without a declared type counts as `LONG` when it is an integer and as `DOUBLE`
   * otherwise. That decides its Java hash code, hence its key group (KEY-4, KEY-5).
   */
  export const Types: Readonly<{
    /** Java's String; its hash code is over UTF-16 code units, as JavaScript's strings are stored. */
    STRING: TypeInformation<string>
    /** Java's Boolean. */
    BOOLEAN: TypeInformation<boolean>
    /** Java's Byte: 8 bits, wraps around when stored. */
    BYTE: ByteType
    /** Java's Short: 16 bits, wraps around when stored. */
    SHORT: TypeInformation<number>
    /** Java's Integer: 32 bits, wraps around when stored. */
    INT: TypeInformation<number>
    /** Java's Long. Numbers up to 2^53 − 1 are exact; beyond that use a bigint, which wraps at 64 bits. */
    LONG: TypeInformation<number>
    /** Java's Float: stored values are rounded to 32 bits. */
    FLOAT: TypeInformation<number>
    /** Java's Double, which is what a JavaScript number is; NaN, the infinities and −0 included. */
    DOUBLE: TypeInformation<number>
    /** Java's Character: a string of one UTF-16 code unit. */
    CHAR: TypeInformation<string>
    /** Java's BigInteger: a bigint of any size. */
    BIG_INT: TypeInformation<bigint>
    /** Java's Void: null and nothing else. */
    VOID: TypeInformation<null>
    /**
     * A plain object, optionally with the types of its fields (TYP-4). Flink: Types.POJO.
     *
     * `Types.POJO('Total', { sum: Types.LONG })` names the class; state is restored only into a type of
     * the same name (SCH-4). `initial` is what the constructor would set in a new object: what a field has
     * that older state does not know (SCH-3).
     */
    POJO: {
      <T extends object>(fields?: PojoFields<T>): TypeInformation<T>
      <T extends object>(
        className: string,
        fields: PojoFields<T>,
        initial?: Partial<T>,
      ): TypeInformation<T>
    }
    /** An array of fixed length, each place with a type of its own: `[fruit, amount]`. Flink: Types.TUPLE. */
    TUPLE<T extends readonly unknown[]>(
      ...fields: { readonly [At in keyof T]: TypeInformation<T[At]> }
    ): TypeInformation<T>
    /** An array whose elements have one type. Flink: Types.LIST. */
    LIST<T>(element: TypeInformation<T>): TypeInformation<readonly T[]>
    /**
     * A plain object from keys to values of one type; a key is written as a property name, so
     * `{ '7': 'a' }` is a `MAP(LONG, STRING)`. Flink: Types.MAP.
     */
    MAP<K extends string | number | boolean, V>(
      key: TypeInformation<K>,
      value: TypeInformation<V>,
    ): TypeInformation<Readonly<Record<string, V>>>
    /** A TypeScript enum, or an array of its names; one of them is the value. Flink: Types.ENUM. */
    ENUM<V extends string | number>(
      constants: readonly V[] | Readonly<Record<string, V | string>>,
      className?: string,
    ): TypeInformation<V>
    /** Java's `int[]` and the like: an array; `PRIMITIVE_ARRAY(BYTE)` is a Uint8Array. Flink: Types.PRIMITIVE_ARRAY. */
    PRIMITIVE_ARRAY: {
      (element: ByteType): TypeInformation<Uint8Array>
      <T extends number | string | boolean>(
        element: TypeInformation<T>,
      ): TypeInformation<readonly T[]>
    }
    /** Java's array of objects; no key (KEY-6). Flink: Types.OBJECT_ARRAY. */
    OBJECT_ARRAY<T>(element: TypeInformation<T>): TypeInformation<readonly T[]>
  }>

  /** A timestamp assigner that is an object. Flink: SerializableTimestampAssigner. */
  export interface SerializableTimestampAssigner<T> {
    /** The event time of `element`, in ms. */
    extractTimestamp(element: T, recordTimestamp: number): number
  }

  /**
   * The event time of a record, in ms. `recordTimestamp` is what the source says (a Kafka record's
   * own timestamp, SRC-7); the lowest watermark where a record has none. Flink: TimestampAssigner.
   */
  export type TimestampAssigner<T> = (element: T, recordTimestamp: number) => number

  /** How a source finds timestamps and watermarks. Flink: WatermarkStrategy. */
  export class WatermarkStrategy<T> {
    /** Exists for the compiler alone: whose records the strategy is for. */
    protected readonly takesRecords: (record: T) => void
    private constructor()
    /** No watermarks at all: event time stands still. */
    static noWatermarks<T>(): WatermarkStrategy<T>
    /** Timestamps never go back within a partition (WMK-1). */
    static forMonotonousTimestamps<T>(): WatermarkStrategy<T>
    /** A record is at most `maxOutOfOrderness` older than the newest seen; later ones are late (WMK-1). */
    static forBoundedOutOfOrderness<T>(maxOutOfOrderness: Duration): WatermarkStrategy<T>
    /**
     * Watermarks of your own making: `() => new MyGenerator()`. Each split of a source, and each
     * subtask of `assignTimestampsAndWatermarks`, gets a generator of its own (WMK-8).
     */
    static forGenerator<T>(
      supplier:
        | WatermarkGeneratorSupplier<T>
        | ((context: WatermarkGeneratorContext) => WatermarkGenerator<T>),
    ): WatermarkStrategy<T>
    /** The same strategy, with timestamps taken from the records by `assigner` (ms). */
    withTimestampAssigner(
      assigner: TimestampAssigner<T> | SerializableTimestampAssigner<T>,
    ): WatermarkStrategy<T>
    /**
     * A split without records for longer than `idleTimeout` no longer holds event time back, until
     * its next watermark (WMK-9). Called twice, the shorter time counts, for the one does not take
     * the place of the other. Flink: withIdleness.
     */
    withIdleness(idleTimeout: Duration): WatermarkStrategy<T>
    /**
     * Sources of one group wait for each other: none reads on while its watermark is more than
     * `maxAllowedWatermarkDrift` ahead of the lowest of the group, told every `updateInterval` (1 s
     * unless given) (WMK-14). Flink: withWatermarkAlignment.
     */
    withWatermarkAlignment(
      watermarkGroup: string,
      maxAllowedWatermarkDrift: Duration,
      updateInterval?: Duration,
    ): WatermarkStrategy<T>
  }

  /** For timestamps that never go back: a bound of 0. Flink: AscendingTimestampsWatermarks. */
  export class AscendingTimestampsWatermarks<T> extends BoundedOutOfOrdernessWatermarks<T> {
    /** A generator for timestamps that never go back. */
    constructor()
  }

  /** The highest timestamp so far, minus the bound, minus 1 ms (WMK-1). Flink: BoundedOutOfOrdernessWatermarks. */
  export class BoundedOutOfOrdernessWatermarks<T> implements WatermarkGenerator<T> {
    /** `maxOutOfOrderness`: how much older than the newest record one may be and still be on time. */
    constructor(maxOutOfOrderness: Duration)
    /** Remembers the highest timestamp; emits nothing (WMK-2). */
    onEvent(event: T, eventTimestamp: number): void
    /** Emits the watermark as it is now. */
    onPeriodicEmit(output: WatermarkOutput): void
  }

  /** Makes none. Flink: NoWatermarksGenerator. */
  export class NoWatermarksGenerator<T> implements WatermarkGenerator<T> {
    /** Does nothing. */
    onEvent(event: T): void
    /** Does nothing. */
    onPeriodicEmit(output: WatermarkOutput): void
  }

  /** A clock that only tells how much time has passed. Flink: RelativeClock. */
  export interface RelativeClock {
    /** Milliseconds since some moment in the past. */
    relativeTimeMillis(): number
  }

  /** Says that no record with a timestamp up to its own is to be expected any more (WMK-1). Flink: Watermark. */
  export class Watermark {
    /** The end of event time: what a source sends when it has ended. */
    static readonly MAX_WATERMARK: Watermark
    /** A watermark at `timestamp`, ms of event time. */
    constructor(timestamp: number)
    /** Its timestamp, ms of event time. */
    getTimestamp(): number
  }

  /** Makes watermarks: from records as they pass, or from time to time. Flink: WatermarkGenerator. */
  export interface WatermarkGenerator<T> {
    /** Called for each record, after it went on; may look at it, remember it, or emit a watermark at once. */
    onEvent(event: T, eventTimestamp: number, output: WatermarkOutput): void
    /** Called every `pipeline.auto-watermark-interval`: 200 ms unless set (WMK-2). */
    onPeriodicEmit(output: WatermarkOutput): void
  }

  /** What the maker of a generator is given. Flink: WatermarkGeneratorSupplier.Context. */
  export interface WatermarkGeneratorContext {
    /** A clock that stands still while the task is back-pressured or waits for alignment (WMK-11). */
    getInputActivityClock(): RelativeClock
  }

  /** Makes a generator for each split, or for each subtask. Flink: WatermarkGeneratorSupplier. */
  export interface WatermarkGeneratorSupplier<T> {
    /** A new generator, which nobody else uses. */
    createWatermarkGenerator(context: WatermarkGeneratorContext): WatermarkGenerator<T>
  }

  /** Where a generator's watermarks go. A watermark that is not higher than the last one is dropped (WMK-2). Flink: WatermarkOutput. */
  export interface WatermarkOutput {
    /** Sends a watermark; an output that was idle is active again, if the watermark is higher (WMK-10). */
    emitWatermark(watermark: Watermark): void
    /** Receivers no longer wait for this output (WMK-9). */
    markIdle(): void
    /** Receivers wait for this output again. */
    markActive(): void
  }

  /**
   * Marks the output idle when no record came for a while. The countdown begins at the first periodic
   * call that saw no record since the one before; the output is idle at the first call at which more
   * than the timeout has passed (WMK-9). Flink: WatermarksWithIdleness.
   */
  export class WatermarksWithIdleness<T> implements WatermarkGenerator<T> {
    /** Adds idleness after `idleTimeout`, by `clock`, to another generator. */
    constructor(watermarks: WatermarkGenerator<T>, idleTimeout: Duration, clock: RelativeClock)
    /** Every record is activity, also one that moves no watermark. */
    onEvent(event: T, eventTimestamp: number, output: WatermarkOutput): void
    /** While idle, no watermark is made. */
    onPeriodicEmit(output: WatermarkOutput): void
  }

  /** Keeps so many records, the newest (WIN-16). Flink: CountEvictor. */
  export class CountEvictor extends OneWayEvictor<unknown> {
    private constructor()
    /** Drops records from the front until there are `maxCount`. */
    static of(maxCount: number, doEvictAfter?: boolean): CountEvictor
    /** As Flink writes it. */
    toString(): string
  }

  /** Keeps records that are near the newest by a distance of yours (WIN-16). Flink: DeltaEvictor. */
  export class DeltaEvictor<T> extends OneWayEvictor<T> {
    private constructor()
    /** Drops records whose distance to the last one is `threshold` or more. */
    static of<T>(
      threshold: number,
      deltaFunction: DeltaFunction<T> | ((oldDataPoint: T, newDataPoint: T) => number),
      doEvictAfter?: boolean,
    ): DeltaEvictor<T>
    /** As Flink writes it. */
    toString(): string
  }

  /** Takes records out of a window before or after its function runs (WIN-16). Flink: Evictor. */
  export abstract class Evictor<T, W extends Window> {
    /** Called before the function runs; what `elements.iterator().remove()` takes out is gone. */
    abstract evictBefore(
      elements: StateIterable<TimestampedValue<T>>,
      size: number,
      window: W,
      evictorContext: EvictorContext,
    ): void
    /** Called after the function has run. */
    abstract evictAfter(
      elements: StateIterable<TimestampedValue<T>>,
      size: number,
      window: W,
      evictorContext: EvictorContext,
    ): void
    /** As Flink writes it. */
    toString(): string
  }

  /** What an evictor may ask. Flink: Evictor.EvictorContext. */
  export interface EvictorContext {
    /** The simulated cluster's wall clock, in ms. */
    getCurrentProcessingTime(): number
    /** How far event time has come in this subtask. */
    getCurrentWatermark(): number
  }

  /** What Flink's own evictors share: one way to evict, before or after. The class is Barrier Lab's own. */
  export abstract class OneWayEvictor<T> extends Evictor<T, Window> {
    /** See {@link Evictor.evictBefore}. */
    evictBefore(elements: StateIterable<TimestampedValue<T>>, size: number): void
    /** See {@link Evictor.evictAfter}. */
    evictAfter(elements: StateIterable<TimestampedValue<T>>, size: number): void
  }

  /** Keeps records of the last so many ms, counted from the newest (WIN-16). Flink: TimeEvictor. */
  export class TimeEvictor extends OneWayEvictor<unknown> {
    private constructor()
    /** Drops records as old as `windowSize` before the newest, or older. */
    static of(windowSize: Duration, doEvictAfter?: boolean): TimeEvictor
    /** As Flink writes it. */
    toString(): string
  }

  /** A record in a window, with its event time. Flink: TimestampedValue. */
  export interface TimestampedValue<T> {
    /** The record. */
    getValue(): T
    /** Its event time in ms; where it has none, the smallest there is. */
    getTimestamp(): number
    /** Whether it has an event time. */
    hasTimestamp(): boolean
  }

  /** Sessions in event time: records closer than the gap share a window (WIN-7). Flink: EventTimeSessionWindows. */
  export class EventTimeSessionWindows<T = unknown> extends SessionWindows<T> {
    /** Sessions that end after `size` without a record. */
    static withGap(size: Duration): EventTimeSessionWindows
    /** Sessions whose gap each record decides, in ms. Flink: also DynamicEventTimeSessionWindows. */
    static withDynamicGap<T>(
      sessionWindowTimeGapExtractor: SessionWindowTimeGapExtractor<T> | ((element: T) => number),
    ): EventTimeSessionWindows<T>
    /** See {@link WindowAssigner.assignWindows}. */
    assignWindows(element: T, timestamp: number): readonly TimeWindow[]
    /** See {@link WindowAssigner.getDefaultTrigger}. */
    getDefaultTrigger(): Trigger<T, TimeWindow>
    /** See {@link WindowAssigner.isEventTime}. */
    isEventTime(): boolean
  }

  /** Sessions on the wall clock. Flink: ProcessingTimeSessionWindows. */
  export class ProcessingTimeSessionWindows<T = unknown> extends SessionWindows<T> {
    /** Sessions that end after `size` without a record. */
    static withGap(size: Duration): ProcessingTimeSessionWindows
    /** Sessions whose gap each record decides, in ms. Flink: also DynamicProcessingTimeSessionWindows. */
    static withDynamicGap<T>(
      sessionWindowTimeGapExtractor: SessionWindowTimeGapExtractor<T> | ((element: T) => number),
    ): ProcessingTimeSessionWindows<T>
    /** See {@link WindowAssigner.assignWindows}. */
    assignWindows(
      element: T,
      timestamp: number,
      context: WindowAssignerContext,
    ): readonly TimeWindow[]
    /** See {@link WindowAssigner.getDefaultTrigger}. */
    getDefaultTrigger(): Trigger<T, TimeWindow>
    /** See {@link WindowAssigner.isEventTime}. */
    isEventTime(): boolean
  }

  /** What the session assigners of both times share. The class is Barrier Lab's own. */
  export abstract class SessionWindows<T> extends MergingWindowAssigner<T> {
    /** As Flink writes it. */
    toString(): string
  }

  /** How long a session waits for the next record. Flink: SessionWindowTimeGapExtractor. */
  export interface SessionWindowTimeGapExtractor<T> {
    /** The gap behind `element`, in ms; more than 0. */
    extract(element: T): number
  }

  /** Fires every `interval` of event time, and at the window's end (WIN-11). Flink: ContinuousEventTimeTrigger. */
  export class ContinuousEventTimeTrigger extends Trigger<unknown, Window> {
    private constructor()
    /** Fires whenever the watermark passes a multiple of `interval`. */
    static of(interval: Duration): ContinuousEventTimeTrigger
    /** See {@link Trigger.onElement}. */
    onElement(
      element: unknown,
      timestamp: number,
      window: Window,
      ctx: TriggerContext,
    ): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(time: number, window: Window, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(): TriggerResult
    /** See {@link Trigger.canMerge}. */
    canMerge(): boolean
    /** See {@link Trigger.onMerge}. */
    onMerge(window: Window, ctx: OnMergeContext): void
    /** See {@link Trigger.clear}. */
    clear(window: Window, ctx: TriggerContext): void
    /** As Flink writes it. */
    toString(): string
  }

  /** Fires every `interval` of the wall clock (WIN-11). Flink: ContinuousProcessingTimeTrigger. */
  export class ContinuousProcessingTimeTrigger extends Trigger<unknown, Window> {
    private constructor()
    /** Fires whenever the wall clock passes a multiple of `interval`. */
    static of(interval: Duration): ContinuousProcessingTimeTrigger
    /** See {@link Trigger.onElement}. */
    onElement(
      element: unknown,
      timestamp: number,
      window: Window,
      ctx: TriggerContext,
    ): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(time: number, window: Window, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.canMerge}. */
    canMerge(): boolean
    /** See {@link Trigger.onMerge}. */
    onMerge(window: Window, ctx: OnMergeContext): void
    /** See {@link Trigger.clear}. */
    clear(window: Window, ctx: TriggerContext): void
    /** As Flink writes it. */
    toString(): string
  }

  /** Fires once the watermark is past the window, and for each late record (WIN-9). Flink: EventTimeTrigger. */
  export class EventTimeTrigger extends Trigger<unknown, TimeWindow> {
    private constructor()
    /** The default of event-time windows. */
    static create(): EventTimeTrigger
    /** See {@link Trigger.onElement}. */
    onElement(
      element: unknown,
      timestamp: number,
      window: TimeWindow,
      ctx: TriggerContext,
    ): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(time: number, window: TimeWindow): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(): TriggerResult
    /** See {@link Trigger.canMerge}. */
    canMerge(): boolean
    /** See {@link Trigger.onMerge}. */
    onMerge(window: TimeWindow, ctx: OnMergeContext): void
    /** See {@link Trigger.clear}. */
    clear(window: TimeWindow, ctx: TriggerContext): void
  }

  /** Fires once the wall clock is past the window (WIN-10). Flink: ProcessingTimeTrigger. */
  export class ProcessingTimeTrigger extends Trigger<unknown, TimeWindow> {
    private constructor()
    /** The default of processing-time windows. */
    static create(): ProcessingTimeTrigger
    /** See {@link Trigger.onElement}. */
    onElement(
      element: unknown,
      timestamp: number,
      window: TimeWindow,
      ctx: TriggerContext,
    ): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(): TriggerResult
    /** See {@link Trigger.canMerge}. */
    canMerge(): boolean
    /** See {@link Trigger.onMerge}. */
    onMerge(window: TimeWindow, ctx: OnMergeContext): void
    /** See {@link Trigger.clear}. */
    clear(window: TimeWindow, ctx: TriggerContext): void
  }

  /** State of the key and namespace at hand, by its descriptor. Flink: Trigger.TriggerContext.getPartitionedState. */
  export interface GetPartitionedState {
    <T>(stateDescriptor: ValueStateDescriptor<T>): ValueState<T>
    <T>(stateDescriptor: ReducingStateDescriptor<T>): ReducingState<T>
    <IN, ACC, OUT>(
      stateDescriptor: AggregatingStateDescriptor<IN, ACC, OUT>,
    ): AggregatingState<IN, OUT>
    <T>(stateDescriptor: ListStateDescriptor<T>): ListState<T>
    <UK, UV>(stateDescriptor: MapStateDescriptor<UK, UV>): MapState<UK, UV>
  }

  /** What `onMerge` is told besides. Flink: Trigger.OnMergeContext. */
  export interface OnMergeContext extends TriggerContext {
    /** What the merged windows had in this state becomes the new window's. List, reducing or aggregating. */
    mergePartitionedState(stateDescriptor: StateDescriptor): void
  }

  /**
   * Decides for each window of each key when its result is emitted (WIN-12). What it must remember it
   * keeps in state: one trigger serves all windows. Flink: Trigger.
   */
  export abstract class Trigger<T, W extends Window> {
    /** Called for each record that is put into the window; `timestamp` is the record's, in ms. */
    abstract onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult
    /** Called when a processing-time timer of the window is due. */
    abstract onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult
    /** Called when an event-time timer of the window is due. */
    abstract onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult
    /** Whether it can be used with windows that merge; it then has an `onMerge`. */
    canMerge(): boolean
    /** Called when windows have become `window`: state is merged here, timers are set anew. */
    onMerge(window: W, ctx: OnMergeContext): void
    /** Called when the window is thrown away: timers and state of the trigger must go. */
    abstract clear(window: W, ctx: TriggerContext): void
    /** As Flink writes it. */
    toString(): string
  }

  /** Clocks, timers and state of one key and window. Flink: Trigger.TriggerContext. All times are ms. */
  export interface TriggerContext {
    /** The simulated cluster's wall clock. */
    getCurrentProcessingTime(): number
    /** How far event time has come in this subtask. */
    getCurrentWatermark(): number
    /** Calls `onProcessingTime` for this key and window once the wall clock reaches `time`. */
    registerProcessingTimeTimer(time: number): void
    /** Calls `onEventTime` for this key and window once the watermark reaches `time`. */
    registerEventTimeTimer(time: number): void
    /** Forgets this key and window's processing-time timer at exactly `time`. */
    deleteProcessingTimeTimer(time: number): void
    /** Forgets this key and window's event-time timer at exactly `time`. */
    deleteEventTimeTimer(time: number): void
    /** State of this key and window. */
    readonly getPartitionedState: GetPartitionedState
  }

  /** What a trigger answers. Flink: TriggerResult. */
  export const TriggerResult: Readonly<{
    /** Nothing happens. */
    readonly CONTINUE: 'CONTINUE'
    /** The window's function runs and its result is emitted; the contents stay. */
    readonly FIRE: 'FIRE'
    /** The contents are thrown away; nothing is emitted. */
    readonly PURGE: 'PURGE'
    /** The result is emitted, then the contents are thrown away. */
    readonly FIRE_AND_PURGE: 'FIRE_AND_PURGE'
  }>
  /** What a trigger answers. Flink: TriggerResult. */
  export type TriggerResult = (typeof TriggerResult)[keyof typeof TriggerResult]

  /** Fires when a window has so many records (WIN-13). Flink: CountTrigger. */
  export class CountTrigger extends Trigger<unknown, Window> {
    private constructor()
    /** Fires at every `maxCount` records, and not at the window's end. */
    static of(maxCount: number): CountTrigger
    /** See {@link Trigger.onElement}. */
    onElement(
      element: unknown,
      timestamp: number,
      window: Window,
      ctx: TriggerContext,
    ): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(): TriggerResult
    /** See {@link Trigger.canMerge}. */
    canMerge(): boolean
    /** See {@link Trigger.onMerge}. */
    onMerge(window: Window, ctx: OnMergeContext): void
    /** See {@link Trigger.clear}. */
    clear(window: Window, ctx: TriggerContext): void
    /** As Flink writes it. */
    toString(): string
  }

  /** How far apart two values are. Flink: DeltaFunction. */
  export interface DeltaFunction<T> {
    /** The distance between them. */
    getDelta(oldDataPoint: T, newDataPoint: T): number
  }

  /** Fires when a record is further than a threshold from the one that fired last (WIN-14). Flink: DeltaTrigger. */
  export class DeltaTrigger<T> extends Trigger<T, Window> {
    private constructor()
    /** Fires when the distance to the record that fired last is greater than `threshold`. */
    static of<T>(
      threshold: number,
      deltaFunction: DeltaFunction<T> | ((oldDataPoint: T, newDataPoint: T) => number),
      type?: TypeInformation<T>,
    ): DeltaTrigger<T>
    /** See {@link Trigger.onElement}. */
    onElement(element: T, timestamp: number, window: Window, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(): TriggerResult
    /** See {@link Trigger.clear}. */
    clear(window: Window, ctx: TriggerContext): void
    /** As Flink writes it. */
    toString(): string
  }

  /** Fires at the latest so long after a record, whatever another trigger says. Flink: ProcessingTimeoutTrigger. */
  export class ProcessingTimeoutTrigger<T, W extends Window> extends Trigger<T, W> {
    private constructor()
    /**
     * As `nestedTrigger`, and besides when no record came for `timeout` of the wall clock.
     *
     * @param resetTimerOnNewRecord whether each record begins the wait anew
     * @param shouldClearOnTimeout whether the nested trigger forgets what it counted
     */
    static of<T, W extends Window>(
      nestedTrigger: Trigger<T, W>,
      timeout: Duration,
      resetTimerOnNewRecord?: boolean,
      shouldClearOnTimeout?: boolean,
    ): ProcessingTimeoutTrigger<T, W>
    /** See {@link Trigger.onElement}. */
    onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.canMerge}. */
    canMerge(): boolean
    /** See {@link Trigger.clear}. */
    clear(window: W, ctx: TriggerContext): void
    /** As Flink writes it. */
    toString(): string
  }

  /** Throws the contents away whenever another trigger fires (WIN-15). Flink: PurgingTrigger. */
  export class PurgingTrigger<T, W extends Window> extends Trigger<T, W> {
    private constructor()
    /** As `nestedTrigger`, but what has fired is thrown away. */
    static of<T, W extends Window>(nestedTrigger: Trigger<T, W>): PurgingTrigger<T, W>
    /** See {@link Trigger.onElement}. */
    onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.onEventTime}. */
    onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.onProcessingTime}. */
    onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult
    /** See {@link Trigger.canMerge}. */
    canMerge(): boolean
    /** See {@link Trigger.onMerge}. */
    onMerge(window: W, ctx: OnMergeContext): void
    /** See {@link Trigger.clear}. */
    clear(window: W, ctx: TriggerContext): void
    /** As Flink writes it. */
    toString(): string
  }

  /** All records of a key in one window, which never fires by itself (WIN-6). Flink: GlobalWindows. */
  export class GlobalWindows extends WindowAssigner<unknown, GlobalWindow> {
    private constructor()
    /** A window that fires only if a trigger says so. */
    static create(): GlobalWindows
    /** A window that fires once, when the input has ended. */
    static createWithEndOfStreamTrigger(): GlobalWindows
    /** See {@link WindowAssigner.assignWindows}. */
    assignWindows(): readonly GlobalWindow[]
    /** See {@link WindowAssigner.getDefaultTrigger}. */
    getDefaultTrigger(): Trigger<unknown, GlobalWindow>
    /** See {@link WindowAssigner.isEventTime}. */
    isEventTime(): boolean
    /** As Flink writes it. */
    toString(): string
  }

  /** Is told which windows became one. Flink: MergeCallback. */
  export type MergeCallback = (merged: readonly TimeWindow[], result: TimeWindow) => void

  /** An assigner whose windows may become one. Flink: MergingWindowAssigner. */
  export abstract class MergingWindowAssigner<T> extends WindowAssigner<T, TimeWindow> {
    /** Tells `callback` of every group of windows that become one, and of none that stays alone (WIN-7). */
    mergeWindows(windows: readonly TimeWindow[], callback: MergeCallback): void
  }

  /** Windows of one size that begin every `slide`, in event time (WIN-5). Flink: SlidingEventTimeWindows. */
  export class SlidingEventTimeWindows extends SlidingWindows {
    /**
     * Windows of `size`, one every `slide`.
     *
     * @param offset moves all windows; smaller than the slide
     */
    static of(size: Duration, slide: Duration, offset?: Duration): SlidingEventTimeWindows
    /** See {@link WindowAssigner.assignWindows}. */
    assignWindows(element: unknown, timestamp: number): readonly TimeWindow[]
    /** See {@link WindowAssigner.getDefaultTrigger}. */
    getDefaultTrigger(): Trigger<unknown, TimeWindow>
    /** See {@link WindowAssigner.isEventTime}. */
    isEventTime(): boolean
  }

  /** Windows of one size that begin every `slide`, on the wall clock. Flink: SlidingProcessingTimeWindows. */
  export class SlidingProcessingTimeWindows extends SlidingWindows {
    /**
     * Windows of `size`, one every `slide`.
     *
     * @param offset moves all windows; smaller than the slide
     */
    static of(size: Duration, slide: Duration, offset?: Duration): SlidingProcessingTimeWindows
    /** See {@link WindowAssigner.assignWindows}. */
    assignWindows(
      element: unknown,
      timestamp: number,
      context: WindowAssignerContext,
    ): readonly TimeWindow[]
    /** See {@link WindowAssigner.getDefaultTrigger}. */
    getDefaultTrigger(): Trigger<unknown, TimeWindow>
    /** See {@link WindowAssigner.isEventTime}. */
    isEventTime(): boolean
  }

  /** What the sliding assigners of both times share. The class is Barrier Lab's own. */
  export abstract class SlidingWindows extends WindowAssigner<unknown, TimeWindow> {
    /** As Flink writes it. */
    toString(): string
  }

  /** Windows of one size, one after the other, in event time (WIN-3). Flink: TumblingEventTimeWindows. */
  export class TumblingEventTimeWindows extends TumblingWindows {
    /**
     * Windows of `size`.
     *
     * @param offset moves all windows; smaller than the size
     * @param windowStagger how the windows of parallel subtasks lie to each other
     */
    static of(
      size: Duration,
      offset?: Duration,
      windowStagger?: WindowStagger,
    ): TumblingEventTimeWindows
    /** See {@link WindowAssigner.assignWindows}. */
    assignWindows(
      element: unknown,
      timestamp: number,
      context: WindowAssignerContext,
    ): readonly TimeWindow[]
    /** See {@link WindowAssigner.getDefaultTrigger}. */
    getDefaultTrigger(): Trigger<unknown, TimeWindow>
    /** See {@link WindowAssigner.isEventTime}. */
    isEventTime(): boolean
  }

  /** Windows of one size, one after the other, on the wall clock (WIN-4). Flink: TumblingProcessingTimeWindows. */
  export class TumblingProcessingTimeWindows extends TumblingWindows {
    /**
     * Windows of `size`.
     *
     * @param offset moves all windows; smaller than the size
     * @param windowStagger how the windows of parallel subtasks lie to each other
     */
    static of(
      size: Duration,
      offset?: Duration,
      windowStagger?: WindowStagger,
    ): TumblingProcessingTimeWindows
    /** See {@link WindowAssigner.assignWindows}. */
    assignWindows(
      element: unknown,
      timestamp: number,
      context: WindowAssignerContext,
    ): readonly TimeWindow[]
    /** See {@link WindowAssigner.getDefaultTrigger}. */
    getDefaultTrigger(): Trigger<unknown, TimeWindow>
    /** See {@link WindowAssigner.isEventTime}. */
    isEventTime(): boolean
  }

  /** What the tumbling assigners of both times share. The class is Barrier Lab's own. */
  export abstract class TumblingWindows extends WindowAssigner<unknown, TimeWindow> {
    /** Null until the first record. */
    /** As Flink writes it. */
    toString(): string
  }

  /** Assigns windows to records. Flink: WindowAssigner. */
  export abstract class WindowAssigner<T, W extends Window> {
    /** The windows of a record; none where it falls between two (WIN-5). */
    abstract assignWindows(
      element: T,
      timestamp: number,
      context: WindowAssignerContext,
    ): readonly W[]
    /** What fires the windows unless the job says otherwise. */
    abstract getDefaultTrigger(): Trigger<T, W>
    /** Whether windows follow event time; else the wall clock. */
    abstract isEventTime(): boolean
    /** As Flink writes it. */
    toString(): string
  }

  /** What an assigner may ask. Flink: WindowAssignerContext. */
  export interface WindowAssignerContext {
    /** The simulated cluster's wall clock, in ms. */
    getCurrentProcessingTime(): number
  }

  /** How the windows of parallel subtasks lie to each other. Flink: WindowStagger. */
  export const WindowStagger: Readonly<{
    /** All windows begin at the same time. */
    readonly ALIGNED: 'ALIGNED'
    /** Each subtask's windows are moved by chance, here of the run's seed. */
    readonly RANDOM: 'RANDOM'
    /** Each subtask's windows begin with its first record. */
    readonly NATURAL: 'NATURAL'
  }>
  /** How the windows of parallel subtasks lie to each other. Flink: WindowStagger. */
  export type WindowStagger = (typeof WindowStagger)[keyof typeof WindowStagger]

  /** The older way, for `windowAll`. Flink: AllWindowFunction. */
  export interface AllWindowFunction<IN, OUT, W extends Window> {
    /** Called whenever the window fires. */
    apply(window: W, values: Iterable<IN>, out: Collector<OUT>): void
  }

  /** As {@link ProcessWindowFunction}, for `windowAll`. Flink: ProcessAllWindowFunction. */
  export abstract class ProcessAllWindowFunction<
    IN,
    OUT,
    W extends Window,
  > extends AbstractRichFunction {
    /** Called whenever the window fires. */
    abstract process(
      context: ProcessWindowContext<W>,
      elements: Iterable<IN>,
      out: Collector<OUT>,
    ): void
    /** Called when the window is thrown away: what `windowState()` holds must go. */
    clear(context: ProcessWindowContext<W>): void
  }

  /** What a function of a window is told. Flink: ProcessWindowFunction.Context. */
  export interface ProcessWindowContext<W extends Window> {
    /** The window that fires. */
    window(): W
    /** The simulated cluster's wall clock, in ms. */
    currentProcessingTime(): number
    /** How far event time has come in this subtask. */
    currentWatermark(): number
    /** State of this key and window; `clear` must remove it. Not with windows that merge (WIN-19). */
    windowState(): KeyedStateStore
    /** State of this key in all its windows (WIN-19). */
    globalState(): KeyedStateStore
    /** Emits into a side output, with the window's last moment as timestamp (WIN-20). */
    output<X>(outputTag: OutputTag<X>, value: X): void
  }

  /** Sees all of a window's records, or the one result of a reduce or aggregate (WIN-18). Flink: ProcessWindowFunction. */
  export abstract class ProcessWindowFunction<
    IN,
    OUT,
    KEY,
    W extends Window,
  > extends AbstractRichFunction {
    /** Called whenever the window fires. */
    abstract process(
      key: KEY,
      context: ProcessWindowContext<W>,
      elements: Iterable<IN>,
      out: Collector<OUT>,
    ): void
    /** Called when the window is thrown away: what `windowState()` holds must go. */
    clear(context: ProcessWindowContext<W>): void
  }

  /** An {@link AllWindowFunction} with `open`, `close` and a runtime context. Flink: RichAllWindowFunction. */
  export abstract class RichAllWindowFunction<IN, OUT, W extends Window>
    extends AbstractRichFunction
    implements AllWindowFunction<IN, OUT, W>
  {
    /** Called whenever the window fires. */
    abstract apply(window: W, values: Iterable<IN>, out: Collector<OUT>): void
  }

  /** A {@link WindowFunction} with `open`, `close` and a runtime context. Flink: RichWindowFunction. */
  export abstract class RichWindowFunction<IN, OUT, KEY, W extends Window>
    extends AbstractRichFunction
    implements WindowFunction<IN, OUT, KEY, W>
  {
    /** Called whenever the window fires. */
    abstract apply(key: KEY, window: W, input: Iterable<IN>, out: Collector<OUT>): void
  }

  /** The older way: no context, only the window. Flink: WindowFunction. */
  export interface WindowFunction<IN, OUT, KEY, W extends Window> {
    /** Called whenever the window fires. */
    apply(key: KEY, window: W, input: Iterable<IN>, out: Collector<OUT>): void
  }

  /** A stream cut into windows of all its records, by one subtask (WIN-17). Flink: AllWindowedStream. */
  export class AllWindowedStream<T, W extends Window> extends Windowed<T, W> {
    /** One record for each window, reduced as records come (WIN-18). Flink: reduce. */
    reduce(
      reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
    ): SingleOutputStreamOperator<T>
    /** One record for each window, handed to a function of the window (WIN-18). Flink: reduce. */
    reduce<R>(
      reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
      windowFunction: ProcessAllWindowFunction<T, R, W> | AllWindowFunction<T, R, W>,
    ): SingleOutputStreamOperator<R>
    /** One result for each window, aggregated as records come (WIN-18). Flink: aggregate. */
    aggregate<ACC, R>(
      aggregateFunction: AggregateFunction<T, ACC, R>,
    ): SingleOutputStreamOperator<R>
    /** One result for each window, handed to a function of the window (WIN-18). Flink: aggregate. */
    aggregate<ACC, V, R>(
      aggregateFunction: AggregateFunction<T, ACC, V>,
      windowFunction: ProcessAllWindowFunction<V, R, W> | AllWindowFunction<V, R, W>,
    ): SingleOutputStreamOperator<R>
    /** A function that sees all records of the window. Flink: process. */
    process<R>(fn: ProcessAllWindowFunction<T, R, W>): SingleOutputStreamOperator<R>
    /** The older form of `process`. Flink: apply. */
    apply<R>(
      fn: AllWindowFunction<T, R, W> | AllWindowFunction<T, R, W>['apply'],
    ): SingleOutputStreamOperator<R>
  }

  /** What windows of both kinds have in common. The class is Barrier Lab's own. */
  export abstract class Windowed<T, W extends Window> {
    /** When windows fire, in place of the assigner's own trigger (WIN-12). Flink: trigger. */
    trigger(trigger: Trigger<T, W> | Trigger<unknown, Window>): this
    /** What is taken out of a window around its firing; every record is kept then (WIN-16). Flink: evictor. */
    evictor(evictor: Evictor<T, W> | Evictor<unknown, Window>): this
    /** How long behind the watermark a window of event time stays open (WIN-8). Flink: allowedLateness. */
    allowedLateness(lateness: Duration): this
    /** Where records go that are too late for their windows (WIN-8). Flink: sideOutputLateData. */
    sideOutputLateData(outputTag: OutputTag<T>): this
    /** The first record of the window, with the sum of all in a field. Flink: sum. */
    sum(field: string | number): SingleOutputStreamOperator<T>
    /** The first record of the window, with the smallest value in a field. Flink: min. */
    min(field: string | number): SingleOutputStreamOperator<T>
    /** The first record of the window, with the greatest value in a field. Flink: max. */
    max(field: string | number): SingleOutputStreamOperator<T>
    /** The record with the smallest value in a field; of equal ones the first, or the last. Flink: minBy. */
    minBy(field: string | number, first?: boolean): SingleOutputStreamOperator<T>
    /** The record with the greatest value in a field; of equal ones the first, or the last. Flink: maxBy. */
    maxBy(field: string | number, first?: boolean): SingleOutputStreamOperator<T>
  }

  /** A keyed stream cut into windows, each key on its own. Flink: WindowedStream. */
  export class WindowedStream<T, K, W extends Window> extends Windowed<T, W> {
    /** Exists for the compiler alone: what the keys are. */
    protected readonly typeOfKeys: K
    /** One record for each window, reduced as records come; `function` sees it last (WIN-18). Flink: reduce. */
    reduce(
      reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
    ): SingleOutputStreamOperator<T>
    /** One record for each window, handed to a function of the window (WIN-18). Flink: reduce. */
    reduce<R>(
      reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
      windowFunction: ProcessWindowFunction<T, R, K, W> | WindowFunction<T, R, K, W>,
    ): SingleOutputStreamOperator<R>
    /** One result for each window, aggregated as records come (WIN-18). Flink: aggregate. */
    aggregate<ACC, R>(
      aggregateFunction: AggregateFunction<T, ACC, R>,
    ): SingleOutputStreamOperator<R>
    /** One result for each window, handed to a function of the window (WIN-18). Flink: aggregate. */
    aggregate<ACC, V, R>(
      aggregateFunction: AggregateFunction<T, ACC, V>,
      windowFunction: ProcessWindowFunction<V, R, K, W> | WindowFunction<V, R, K, W>,
    ): SingleOutputStreamOperator<R>
    /** A function that sees all records of the window. Flink: process. */
    process<R>(fn: ProcessWindowFunction<T, R, K, W>): SingleOutputStreamOperator<R>
    /** The older form of `process`. Flink: apply. */
    apply<R>(
      fn: WindowFunction<T, R, K, W> | WindowFunction<T, R, K, W>['apply'],
    ): SingleOutputStreamOperator<R>
  }

  /**
   * What joins and co-groups over windows have in common. Each call answers a new one, as in Flink.
   * The class is Barrier Lab's own.
   */
  export abstract class WindowedPair<T1, T2, K, W extends Window> {
    /** Exists for the compiler alone: what the keys are. */
    protected readonly typeOfKeys: K
    /** When windows fire, in place of the assigner's own trigger (WIN-12). Flink: trigger. */
    trigger(newTrigger: Trigger<TaggedUnion<T1, T2>, W> | Trigger<unknown, Window>): this
    /** What is taken out of a window around its firing (WIN-16). Flink: evictor. */
    evictor(newEvictor: Evictor<TaggedUnion<T1, T2>, W> | Evictor<unknown, Window>): this
    /** How long behind the watermark a window of event time stays open (WIN-8). Flink: allowedLateness. */
    allowedLateness(newLateness: Duration): this
  }

  /** The one window of all records of a key; it never ends (WIN-6). Flink: GlobalWindow. */
  export class GlobalWindow extends Window {
    private constructor()
    /** The only global window there is. */
    static get(): GlobalWindow
    /** The end of time. Java: Long.MAX_VALUE; the greatest safe integer stands for it. */
    maxTimestamp(): number
    /** As Flink writes it. */
    toString(): string
  }

  /** The records from `start` up to, and without, `end`, in ms (WIN-1). Flink: TimeWindow. */
  export class TimeWindow extends Window {
    /** The window [start, end), in ms. */
    constructor(start: number, end: number)
    /** The first moment that belongs to it, in ms. */
    getStart(): number
    /** The first moment that does not belong to it any more, in ms. */
    getEnd(): number
    /** The last moment that belongs to it: `end - 1`. */
    maxTimestamp(): number
    /** Whether the two overlap or touch: such session windows become one (WIN-7). */
    intersects(other: TimeWindow): boolean
    /** The smallest window that contains both. */
    cover(other: TimeWindow): TimeWindow
    /** As Flink writes it. */
    toString(): string
    /** The start of the window of that size which a timestamp falls into (WIN-1). */
    static getWindowStartWithOffset(timestamp: number, offset: number, windowSize: number): number
  }
  /** A group of records that ends at some time. Flink: Window. */
  export abstract class Window {
    /** The last moment that still belongs to it, in ms; results carry it as their timestamp. */
    abstract maxTimestamp(): number
    /** As Flink writes it. */
    abstract toString(): string
  }
}
