/** The lesson on barriers: a question before the answer can be seen, goals with evidence, hints, the discussion. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('the run is held for the question, and the answer is told by the run', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opens('./#lesson/barriers-wait-in-line')
  await expect(learner.lesson.getByRole('heading', { level: 1 })).toHaveText(
    'The barrier waits in line',
  )
  await expect(
    learner.lesson.getByRole('list', { name: 'Goals' }).getByRole('listitem').first(),
  ).toContainText('Open')
  await learner.changesCode('AT_LEAST_ONCE', 'EXACTLY_ONCE', 'Config')
  await learner.presses('Run')
  const question = learner.lesson.getByRole('group', { name: 'Your prediction' }).first()
  await expect(question).toBeVisible({ timeout: 40_000 })
  await expect(learner.button('Play')).toBeDisabled()
  await expect(learner.button('Step')).toBeDisabled()

  await question.getByRole('radio').first().check()
  await learner.presses('Check my answer')
  await learner.presses('Watch it happen')
  // The second one comes while the first is not yet answered by the run.
  await expect(learner.button('Skip and watch')).toBeVisible({ timeout: 40_000 })
  await learner.presses('Skip and watch')
  await expect(learner.button('Play')).toBeEnabled()
  await learner.page.keyboard.press('Space')

  await expect(learner.lesson.getByText('what happened').first()).toBeVisible({ timeout: 40_000 })
  await expect(learner.lesson.getByRole('list', { name: 'Goals' })).toContainText('Met: ')
  await expect(
    learner.lesson.getByRole('button', { name: /^[\d.]+ s, .*: go there$/ }).first(),
  ).toBeVisible()
  learner.hasNoComplaints()
})

test('three hints, the solution, and the way back to what was there', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opens('./#lesson/barriers-wait-in-line')
  for (const number of [1, 2, 3]) await learner.presses(`Hint ${number} of 3`)
  await expect(learner.button('Hint 1 of 3')).toBeHidden()

  await learner.presses('Show solution')
  await expect(learner.dock.getByText('edited, not run')).toBeVisible()
  await expect(
    learner.lesson.getByRole('heading', { name: 'What the solution shows' }),
  ).toBeVisible()
  await learner.presses('Undo')
  await expect(learner.dock.getByText('same as this run')).toBeVisible()

  // Progress stays in this browser.
  await page.reload()
  await expect(
    learner.lesson.getByRole('heading', { name: 'What the solution shows' }),
  ).toBeVisible()
  learner.hasNoComplaints()
})

test('the learner solves the lesson: every goal met, by which event; the discussion; it stays solved', async ({
  page,
}) => {
  test.slow()
  const learner = new Learner(page)
  const goals = learner.lesson.getByRole('list', { name: 'Goals' })
  const met = (many: string) =>
    expect(learner.lesson.getByText(`${many} of 3 goals met`)).toBeVisible({ timeout: 40_000 })
  await learner.opens('./#lesson/barriers-wait-in-line')
  await expect(learner.lesson.getByRole('heading', { name: 'What you have shown' })).toBeHidden()
  await learner.changesCode('AT_LEAST_ONCE', 'EXACTLY_ONCE', 'Config')
  await learner.presses('Run')
  const question = learner.lesson.getByRole('group', { name: 'Your prediction' })
  const predicts = async (nth: number): Promise<void> => {
    await expect(question.nth(nth)).toBeVisible({ timeout: 40_000 })
    await question.nth(nth).getByRole('radio').nth(1).check()
    await learner.presses('Check my answer')
    await learner.presses('Watch it happen')
  }
  await predicts(0)
  await predicts(1)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '4×' })
  await met('2')
  const evidence = goals.getByRole('button', { name: /^[\d.]+ s, .* is complete.*: go there$/ })
  await evidence.first().click()
  await expect(learner.page.getByRole('status', { name: 'Narration' })).toContainText('is complete')
  await expect(goals).toContainText('Checkpoint 1 is complete')

  // The second run: one channel, so that nothing waits for anything.
  await learner.changesCode('setParallelism(2)', 'setParallelism(1)')
  await learner.presses('Run')
  await predicts(2)
  await met('3')
  await learner.pauses()
  const discussion = learner.lesson.getByRole('heading', { name: 'What you have shown' })
  await expect(discussion).toBeVisible()
  await learner.findsNothingInTheWay()
  await page.reload()
  await expect(discussion).toBeVisible()
  learner.hasNoComplaints()
})
