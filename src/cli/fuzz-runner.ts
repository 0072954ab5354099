/** How the fuzzer runs its plans: compiled like any other, on this thread. */
import type { RunPlanToEnd } from '../engine/testing/examine.ts'
import type { StartRun } from '../engine/testing/replay.ts'
import type { ExecutablePlan, RunPlan } from '../run/index.ts'
import { inlineRunner, runToEnd } from '../sandbox/inline-runner.ts'
import { executableOf } from './executable.ts'

export const runPlan: RunPlanToEnd = (plan, until, blobs) =>
  runToEnd(madeReady(plan), until, blobs === undefined ? {} : { blobs })

export const startPlan: StartRun = (plan, listener, blobs) =>
  inlineRunner(blobs === undefined ? {} : { blobs }).start(madeReady(plan), listener)

/** What a seed's runs were compiled to: most of them differ in their commands alone. */
const compiled = new Map<string, ExecutablePlan>()
const most = 6

function madeReady(plan: RunPlan): ExecutablePlan {
  const key = JSON.stringify(plan.scenario.files)
  const known = compiled.get(key)
  if (known !== undefined) return { ...known, plan }
  if (compiled.size >= most) compiled.clear()
  const executable = executableOf(plan)
  compiled.set(key, executable)
  return executable
}
