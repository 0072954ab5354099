/** What a newcomer does in the first ten minutes, by mouse. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('nothing moves before it is asked to; then barriers travel and a checkpoint is complete', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  expect(await learner.now()).toBe(0)

  await learner.playsUntil(/^checkpoint chk-1, completed/)

  await learner.turnsTo('Checkpoints')
  await expect(learner.dock.getByRole('heading', { name: 'Where the time went' })).toBeVisible()
  expect(await learner.now()).toBeGreaterThan(0)
  learner.hasNoComplaints()
})

test('a TaskManager dies; state comes back, and every count is right', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.presses('Next checkpoint')
  await learner.playsUntil(/^checkpoint chk-1, completed/)

  await learner.chooses('Kill', 'Kill TaskManager 2')
  await learner.turnsTo('State')
  await expect(learner.dock.getByText('After the failure')).toBeVisible()
  await expect(learner.dock.getByText(/^State of count|^Position of orders/).first()).toBeVisible()
  const killed = await learner.now()

  await learner.playsAt('16×')
  await expect(learner.dock.getByText('After the failure')).toBeHidden({ timeout: 40_000 })
  const later = learner.topology.getByRole('button', { name: /^checkpoint chk-[3-9], completed/ })
  await expect(later.first()).toBeVisible({ timeout: 60_000 })
  await learner.pauses()
  expect(await learner.now()).toBeGreaterThan(killed)

  // Whatever was read again is counted once: a snapshot counts as many orders as its offsets say.
  const name = /chk-\d+/.exec((await later.first().getAttribute('aria-label')) ?? '')?.[0] ?? ''
  const { offsets, counted } = await learner.inside(name)
  expect(offsets).toBeGreaterThan(0)
  expect(counted).toBe(offsets)

  // Back to the instant before the kill, and forwards through it again.
  await learner.seeks(killed - 0.2)
  await expect(learner.dock.getByText('After the failure')).toBeHidden()
  await learner.presses('Step')
  await learner.presses('Step back')
  learner.hasNoComplaints()
})

test('a changed past forks: the old branch is kept and can be returned to', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.presses('Next checkpoint')
  await learner.presses('Next checkpoint')
  await expect.poll(() => learner.now()).toBeGreaterThan(1)
  await learner.seeks(0.5)

  await learner.chooses('Kill', 'Kill TaskManager 1')

  await expect(page.getByText(/This changes the past/).first()).toBeVisible()
  const branch = page.getByRole('combobox', { name: 'Branch' })
  await expect(branch).toHaveValue('1')
  await branch.selectOption({ index: 0 })
  await expect(learner.object(/^TaskManager 1, lost/i)).toBeHidden()
  learner.hasNoComplaints()
})

test('the code is edited, says so, and runs; a mistake is named with its line', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode('env.enableCheckpointing(4_000)', 'env.enableCheckpointing(2_000)')
  await expect(learner.dock.getByText('edited, not run')).toBeVisible()

  await learner.runs()
  await learner.pauses()
  await learner.turnsTo('Config')
  await expect(
    learner.dock.getByRole('listitem').filter({ hasText: 'checkpointing.interval' }),
  ).toContainText('2.00 s')

  await learner.changesCode('env.enableCheckpointing(2_000)', 'const = 2_000')
  await learner.presses('Run')
  await expect(
    learner.dock.getByRole('alert').getByRole('button', { name: /^Go to line/ }),
  ).toBeVisible()
  learner.hasNoComplaints()
})

test('a savepoint outlives the tab, and the count goes on from it', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  await learner.presses('Trigger savepoint')
  await learner.playsUntil(/^savepoint savepoint-1, completed/)

  const saved = await learner.inside('savepoint-1')
  expect(saved.counted).toBe(saved.offsets)

  await page.reload()
  await learner.seesTheJob()
  await learner.chooses('More', 'Restore from…')
  const dialog = page.getByRole('dialog', { name: 'Restore from…' })
  await dialog.getByText('savepoint-1').first().click()
  await expect(dialog.getByRole('row', { name: /count/ })).toContainText('matched')
  await dialog.getByRole('button', { name: /^Start from/ }).click()

  await expect(dialog).toBeHidden()
  // Until then Play is still that of the run before.
  await expect(learner.object(/^count 1 of 3, restoring from/)).toBeVisible()
  await learner.playsAt('16×')
  const total = async (): Promise<number> =>
    Object.values(await learner.counts()).reduce((sum, count) => sum + count, 0)
  await expect.poll(total, { timeout: 40_000 }).toBeGreaterThan(saved.counted)
  await learner.pauses()

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await learner.presses('Share')
  const told = page.getByText(/This run starts from savepoint-1, which a link cannot carry/)
  await expect(told.first()).toBeVisible()
  learner.hasNoComplaints()
})
