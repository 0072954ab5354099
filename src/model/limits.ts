/** Every limit of the product, in one place, each with the reason for its size. */
export const limits = {
  /** A cursor must reach any of them in 50 ms. `npm run bench` says whether it does. */
  traceEvents: 1_000_000,
  /** Beyond this the picture aggregates nothing useful, and a real cluster is the better place. */
  subtasks: 256,
  /** Flink's upper bound of key groups. */
  keyGroups: 32_768,
  /** TaskManagers × slots: one subtask of each vertex fits a slot. */
  taskManagers: 16,
  slotsEach: 16,
  /** Elements in flight in one channel; a barrier must be able to meet a full one on a screen. */
  channelCapacity: 1_000,
  /** Records of one partition; together with the trace's limit, what fits in a browser's memory. */
  recordsPerPartition: 1_000_000,
  /** What one operator may emit for one input before the run is ended: a runaway loop. */
  outputsPerRecord: 100_000,
  /** Nesting and size of a record's value: copied by our own reader, which must end. */
  valueDepth: 32,
  valueNodes: 100_000,
  /** Characters of a value that the trace shows; the rest is cut with an ellipsis. */
  previewLength: 160,
  /** Characters of a row that a sink shows: what a reader outside sees is not cut before this. */
  rowLength: 10_000,
  /** Characters of one key; a key is in many events. */
  keyLength: 1_024,
  /** Keys with state in one run; they live in the memory of a tab. */
  stateEntries: 1_000_000,
  timers: 1_000_000,
  /** Events at one virtual instant before the run is called stuck: no picture could show it. */
  eventsPerInstant: 500_000,
  /** One message from the guest to the page: what the page can decode within a frame. */
  messageBytes: 1_048_576,
  /** One subtask's piece of a snapshot: page and guest each hold it in memory once. */
  blobBytes: 268_435_456,
  /** What one run may hold in checkpoint storage: far under what a browser gives an origin. */
  storedBytesPerRun: 1_073_741_824,
  /** A snapshot as one file: page and file each hold it in memory once. */
  snapshotFileBytes: 536_870_912,
  /** A scenario's files together, and each alone. */
  fileCharacters: 200_000,
  files: 20,
  /** A scenario's other parts: what a page lists without becoming unreadable. */
  titleLength: 200,
  topics: 20,
  partitions: 64,
  recordCharacters: 10_000,
  scriptCommands: 1_000,
  channelDelays: 256,
  configEntries: 500,
  /** A link, before and after inflating. */
  linkCharacters: 65_536,
  linkInflatedBytes: 1_048_576,
  /** Real ms for opening one; the largest takes a tenth of a second. */
  linkMilliseconds: 5_000,
  /** Nesting of anything decoded from outside. */
  jsonDepth: 24,
} as const
