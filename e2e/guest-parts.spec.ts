/** The guest comes in two parts: the first job needs the core alone, and nobody notices when another needs the rest. */
import { expect, type Page, test } from '@playwright/test'
import { randomPlan } from '../src/engine/testing/random-plan.ts'
import type { VirtualTime } from '../src/model/index.ts'
import type { RunPlan } from '../src/run/index.ts'
import { runToEnd } from '../src/sandbox/inline-runner.ts'
import { prepare } from '../src/sandbox/prepare.ts'
import { planOf } from '../src/sandbox/testing/plans.ts'
import { defaultScenario } from '../src/scenario/index.ts'
import { TraceHash } from '../src/trace/index.ts'
import { buildHarness, serveHarness, type WallServer } from './harness/serve.ts'

let server: WallServer

test.beforeAll(async () => {
  // A build takes as long as the machine is busy.
  test.setTimeout(180_000)
  server = await serveHarness(await buildHarness())
})

test.afterAll(() => server.close())

test.beforeEach(async ({ page }) => {
  await page.goto(`${server.address}/e2e/harness/index.html`)
  await page.waitForFunction(() => 'runBehindWall' in window)
})

async function runFromCore(page: Page, plan: RunPlan, until: number) {
  const wanted = { plan, until, coreFirst: true }
  const there = await page.evaluate((given) => window.runBehindWall(given), wanted)
  const prepared = prepare(plan)
  if (!prepared.ok) throw new Error('the plan does not compile')
  const { events } = runToEnd(prepared.executable, until as VirtualTime)
  const hash = new TraceHash()
  for (const event of events) hash.add(event)
  const same = { crash: null, events: events.length, hash: hash.value }
  expect(there).toMatchObject(same)
  return there
}

test('the first job runs to the end of its orders, checkpoints and all, on the core alone', async ({
  page,
}) => {
  const plan: RunPlan = {
    ...planOf('').plan,
    scenario: defaultScenario,
    seed: defaultScenario.seed as RunPlan['seed'],
  }
  const { neededRest } = await runFromCore(page, plan, 150_000)
  expect(neededRest).toBe(false)
})

/** What the first visit may do before the rest is there: a step, a seek, a link to an instant. */
for (const stopAfter of [10, 60, 200])
  test(`the first job stands still behind event ${stopAfter}, as it is stepped, on the core alone`, async ({
    page,
  }) => {
    const { plan } = planOf('')
    const first = {
      ...plan,
      scenario: defaultScenario,
      seed: defaultScenario.seed as typeof plan.seed,
    }
    const wanted = { plan: first, until: 150_000, coreFirst: true, stopAfter }
    const outcome = await page.evaluate((given) => window.runBehindWall(given), wanted)
    expect(outcome).toMatchObject({ crash: null, pause: { why: 'breakpoint' }, neededRest: false })
    expect(outcome.events).toBeGreaterThan(stopAfter)
  })

test('a run that turns out to need the rest is told as if it had been there', async ({ page }) => {
  test.slow()
  let needed = 0
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
    const { neededRest } = await runFromCore(page, randomPlan(seed).plan, 20_000)
    needed += Number(neededRest)
  }
  expect(needed).toBeGreaterThan(0)
})
