/** Runs a plan behind a wall. */
export { frameRunner, type FrameRunnerOptions } from './host/frame-runner.ts'
