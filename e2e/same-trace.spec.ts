/** One plan, one trace: what a run in Chromium's sandbox tells, event by event, is what Node tells. */
import { expect, test } from '@playwright/test'
import { randomPlan } from '../src/engine/testing/random-plan.ts'
import { runToEnd } from '../src/sandbox/inline-runner.ts'
import { prepare } from '../src/sandbox/prepare.ts'
import { TraceHash } from '../src/trace/index.ts'
import { buildHarness, serveHarness } from './harness/serve.ts'

/** Random jobs under random trouble: kills, savepoints, slow and failing storage. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
/** Virtual ms; by then most of the trouble has happened. */
const until = 20_000

test('ten plans give the same traces in Chromium and in Node', async ({ page }) => {
  test.slow()
  const server = await serveHarness(await buildHarness())
  await page.goto(`${server.address}/e2e/harness/index.html`)
  await page.waitForFunction(() => 'runBehindWall' in window)
  for (const seed of seeds) {
    const { plan } = randomPlan(seed)
    const there = await page.evaluate((wanted) => window.runBehindWall(wanted), { plan, until })
    const prepared = prepare(plan)
    if (!prepared.ok) throw new Error(`seed ${seed} does not compile`)
    const { events } = runToEnd(prepared.executable, until as never)
    const hash = new TraceHash()
    for (const event of events) hash.add(event)
    expect({ seed, crash: there.crash }).toEqual({ seed, crash: null })
    expect({ seed, events: there.events }).toEqual({ seed, events: events.length })
    expect({ seed, hash: there.hash }).toEqual({ seed, hash: hash.value })
  }
  await server.close()
})
