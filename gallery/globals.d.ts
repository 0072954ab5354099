/** What a job of the gallery may use besides the language and 'flink': what the sandbox offers it. */
declare const console: {
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
}
