/** How the fuzzer runs its plans: compiled like any other, on this thread. */
import type { RunPlanToEnd } from '../engine/testing/examine.ts'
import type { StartRun } from '../engine/testing/replay.ts'
import { inlineRunner, runToEnd } from '../sandbox/inline-runner.ts'
import { executableOf } from './executable.ts'

export const runPlan: RunPlanToEnd = (plan, until, blobs) =>
  runToEnd(executableOf(plan), until, blobs === undefined ? {} : { blobs })

export const startPlan: StartRun = (plan, listener, blobs) =>
  inlineRunner(blobs === undefined ? {} : { blobs }).start(executableOf(plan), listener)
