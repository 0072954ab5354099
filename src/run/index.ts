/** What goes into a run and what comes back: plan, command, effect, pause, crash. */
export * from './plan.ts'
export * from './blobs.ts'
export * from './manifest.ts'
export * from './outcome.ts'
export * from './runner.ts'
