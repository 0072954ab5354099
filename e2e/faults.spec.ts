/** Everything a learner can break: by menu and keyboard, now or when something happens next. */
import { expect, type Page } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

/** A row of the history of checkpoints. */
const row = (learner: Learner, name: RegExp) => learner.dock.getByRole('button', { name }).first()
const soon = { timeout: 40_000 }

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Break something…' })

test('a TaskManager is killed at the third acknowledgement: the checkpoint does not complete, an older one comes back', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.killsAt(3, 2)
  await learner.turnsTo('Checkpoints')
  await learner.playsAt('16×')
  await expect(row(learner, /^chk-2 .*abandoned/)).toBeVisible(soon)
  await expect(row(learner, /^chk-3 .*(completed|subsumed)/)).toBeVisible(soon)
  await learner.pauses()
  await row(learner, /^chk-2 .*abandoned/).click()
  await expect(learner.dock.getByText(/3 of 7/).first()).toBeVisible()
  learner.hasNoComplaints()
})

test('by keyboard: the task that is chosen in the picture fails, and its region comes back', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  await learner.object(/^count 2 of 3/).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('f')
  const dialog = dialogOf(page)
  await expect(dialog.getByRole('radio', { name: 'Fail a task' })).toBeChecked()
  await expect(dialog.getByRole('combobox', { name: 'Subtask' })).toHaveValue('count#1')
  await dialog.getByRole('button', { name: 'Fail a task' }).focus()
  await page.keyboard.press('Enter')
  // Slowly: the job restarts within a second of its own time.
  await learner.playsAt('¼×')
  await expect(learner.object(/^JobManager, .*restart/i)).toBeVisible(soon)
  await learner.pauses()
  await learner.playsAt('16×')
  await expect(learner.object(/^JobManager, .*completed/)).toBeVisible(soon)
  learner.hasNoComplaints()
})

test('storage that has no room for a while fails its checkpoints, and then they complete again', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await page.keyboard.press('f')
  const dialog = dialogOf(page)
  await dialog.getByRole('radio', { name: 'Trouble checkpoint storage' }).check()
  await dialog.getByRole('combobox', { name: 'It', exact: true }).selectOption('has no room')
  await dialog.getByRole('button', { name: 'Trouble checkpoint storage' }).click()
  await learner.turnsTo('Checkpoints')
  await learner.playsAt('16×')
  await expect(row(learner, /^chk-1 .*abandoned/)).toBeVisible(soon)
  await expect(row(learner, /^chk-\d+ .*completed/)).toBeVisible(soon)
  learner.hasNoComplaints()
})

test('without high availability the JobManager takes the job with it; with it another goes on', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  await page.keyboard.press('f')
  await dialogOf(page).getByRole('radio', { name: 'Kill the JobManager' }).check()
  await dialogOf(page).getByRole('button', { name: 'Kill the JobManager' }).click()
  await learner.playsAt('16×')
  await expect(learner.object(/^JobManager, .*(suspended|SUSPENDED)/i)).toBeVisible(soon)
  learner.hasNoComplaints()
})
