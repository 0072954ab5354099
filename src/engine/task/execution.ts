/** One deployment of one subtask. Flink: ExecutionAttemptID. */
export interface Execution {
  /** From 0 with each execution graph. */
  readonly attempt: number
  /** No two deployments of a subtask in one run share it, whichever JobManagers they are of. */
  readonly id: string
}
