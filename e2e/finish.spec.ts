/** Jobs that end as they should: by the end of their input, and by a savepoint, with and without drain. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

const finished = (learner: Learner) =>
  expect(learner.narration).toContainText('FINISHED', { timeout: 40_000 })

test('a bounded job comes to FINISHED: tasks, JobManager and transport say so, and time can go back', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opens('./#gallery/word-count')
  await learner.playsAt('16×')
  await finished(learner)
  await expect(learner.object(/^JobManager, Job finished/)).toBeVisible()
  await expect(learner.object(/, finished/)).toBeVisible()
  await expect(learner.button('Trigger checkpoint')).toBeDisabled()
  await expect(learner.button('Step')).toBeDisabled()
  await page.keyboard.press('ArrowLeft')
  await expect(learner.object(/^JobManager, Job finished/)).toBeHidden()
  learner.hasNoComplaints()
})

for (const item of ['Stop with savepoint', 'Drain and stop with savepoint']) {
  test(`${item}: the job ends as FINISHED, and its savepoint can be restored`, async ({ page }) => {
    const learner = new Learner(page)
    await learner.opensTheSandbox()
    await learner.playsUntil(/^checkpoint chk-1, completed/)
    await learner.chooses('More', item)
    await learner.presses('Play')
    await finished(learner)
    await learner.findsKept(/savepoint/)
    learner.hasNoComplaints()
  })
}
