/** A sink that writes exactly once, and a log of changes: what a learner sees of them. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('rows are in a transaction until its checkpoint has completed; what a lost TaskManager leaves is aborted', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opens('./#gallery/exactly-once-to-kafka')
  await expect(learner.dock.getByText('Topic orders')).toBeVisible()
  await learner.playsAt('16×')
  const row = (text: RegExp) => learner.dock.getByRole('row', { name: text }).first()
  await expect(row(/^payments-\d-\d aborted/)).toBeVisible({ timeout: 40_000 })
  await learner.pauses()
  // The moments between are shorter than a look now and then: the past is looked at, it stands still.
  await learner.seeks(1.3)
  await expect(row(/^payments-\d-1 open/)).toBeVisible()
  await learner.seeks(2.4)
  await expect(row(/^payments-\d-1 pre-committed/)).toBeVisible()
  await learner.seeks(5)
  await expect(row(/^payments-\d-1 committed/)).toBeVisible()
  await learner.presses('Play')
  await learner.turnsTo('Output')
  await expect(
    learner.dock.getByRole('cell', { name: '{"customer":"Ada","number":20' }).first(),
  ).toBeVisible({ timeout: 30_000 })
  learner.hasNoComplaints()
})

test('with a changelog checkpoints write little, and the storage shows the log and what was materialised', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opens('./#gallery/log-instead-of-copy')
  await expect(page.getByRole('tabpanel', { name: 'Output' })).toBeVisible()
  await learner.playsAt('16×')
  await expect.poll(() => learner.now(), { timeout: 30_000 }).toBeGreaterThan(36)
  await learner.pauses()
  await learner.turnsTo('Checkpoints')
  await learner.dock.getByText('Storage', { exact: true }).click()
  const tree = learner.dock.getByRole('tree')
  await expect(tree.getByRole('treeitem', { name: /^dstl/ })).toBeVisible()
  await tree.getByRole('treeitem', { name: /^taskowned/ }).click()
  await page.keyboard.press('ArrowRight')
  await expect(tree.getByRole('treeitem', { name: /last readings 1\/2/ }).first()).toBeVisible()
  const swept = learner.dock.getByRole('table', { name: 'Swept' })
  await expect(
    swept.getByRole('row', { name: /dstl\/.*its snapshot was discarded/ }).first(),
  ).toBeVisible()
  learner.hasNoComplaints()
})
