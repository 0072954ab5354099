/** What goes wrong outside the simulated world: code without end, code that throws, storage that is shut. */
import { expect, test } from '@playwright/test'
import { Learner } from './learner.ts'

const line = 'const count = (this.count.value() ?? 0) + 1'

test('an endless loop is ended, named with operator and record, and the run up to it is kept', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(line, `${line}; if (order.fruit === 'grape') for (;;) {}`)
  await learner.runs()
  await learner.pauses()
  await learner.playsAt('4×')

  const alert = page.getByRole('alert').filter({ hasText: 'did not come back in count' })
  await expect(alert).toContainText('grape', { timeout: 40_000 })
  await learner.presses('Step back')
  await learner.presses('Step back')
  await expect(learner.narration).not.toBeEmpty()
  await learner.seeks(0)
  await expect(learner.object(/^count 1 of 3/)).toBeVisible()
  learner.hasNoComplaints()
})

test('an exception fails the task as in Flink, with file, line and record', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(
    line,
    `if (order.fruit === 'grape') throw new Error('no grapes'); ${line}`,
  )
  await learner.runs()
  await learner.pauses()
  await learner.seeks(0)
  // Slowly: a failed task is deployed again within a second of the cluster's time.
  await learner.playsAt('¼×')
  await expect(learner.object(/^count . of 3, failed/)).toBeVisible({ timeout: 40_000 })
  await learner.pauses()

  await learner.turnsTo('Code')
  await expect(page.getByText(/no grapes/).first()).toBeVisible()
  await expect(page.getByText(/job\.ts.*19|line 19/).first()).toBeVisible()
  learner.hasNoComplaints()
})

test('with storage shut, checkpoints are declined for that reason, the learner is told, the run goes on', async ({
  page,
}) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
  })
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await expect(page.getByText(/blocked storage|blocks it/).first()).toBeVisible()
  await learner.playsAt('16×')
  await learner.turnsTo('Checkpoints')
  await expect(learner.dock.getByText(/blocks it/).first()).toBeVisible({ timeout: 40_000 })
  await learner.pauses()
  await expect(learner.object(/^count 1 of 3/)).toBeVisible()
  learner.hasNoComplaints()
})
