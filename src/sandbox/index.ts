/** Runs a plan behind a wall. */
export { frameRunner } from './host/frame-runner.ts'
export { TrialBlobs } from './trial-blobs.ts'
export { wholeGuest } from './host/whole-guest.ts'
