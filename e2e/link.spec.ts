/** Links: the same instant elsewhere, nothing run before a click, nothing lost by a bad one. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('a link opens the very instant in a fresh profile, and runs nothing before a click', async ({
  page,
  context,
  browser,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.presses('Next checkpoint')
  await expect.poll(() => learner.step()).toBeGreaterThan(1)
  await learner.rests()
  await learner.presses('Next barrier')
  await expect.poll(() => learner.step()).toBeGreaterThan(3)
  await learner.rests()
  await learner.presses('Share')
  await expect(page.getByText(/^Link copied: step \d+, [\d,]+ characters\.$/).first()).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const [step, now] = [await learner.step(), await learner.now()]

  const fresh = await browser.newContext()
  const other = new Learner(await fresh.newPage())
  await other.opens(link)
  await expect(other.page.getByText('This link brings its own code')).toBeVisible()
  await expect(other.object(/^count 1 of 3/)).toBeHidden()
  await expect(other.page.locator('iframe')).toHaveCount(0)

  await other.presses('Run this code')
  await other.seesTheJob()
  await expect.poll(() => other.step()).toBe(step)
  expect(await other.now()).toBeCloseTo(now, 2)
  other.hasNoComplaints()
  await fresh.close()
})

test('a damaged link and a newer one say so, and touch nothing', async ({ page }) => {
  const learner = new Learner(page)
  const workers: string[] = []
  page.on('worker', (worker) => workers.push(worker.url()))
  await learner.opens('./#1.thisIsNoLink')
  await expect(
    page.getByRole('alert').filter({ hasText: 'This link cannot be read' }),
  ).toContainText('Nothing of yours was changed')
  // It was read by a worker of its own, which is gone.
  expect(workers.filter((url) => url.includes('link-worker'))).toHaveLength(1)
  expect(page.workers().filter((worker) => worker.url().includes('link-worker'))).toEqual([])
  await learner.presses('Open the sandbox')
  await learner.seesTheJob()

  await page.goto('about:blank')
  await learner.opens('./#77.AAAA')
  await expect(page.getByText('This link was made with a newer version')).toBeVisible()
  learner.hasNoComplaints()
})
