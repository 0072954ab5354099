/** The hunt for the killing moment: a right job has none, a count in a plain field has, and it can be watched. */
import { expect, type Page } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Find the killing moment' })

test('a right job has no killing moment; the hunt is found in the menu and leaves nothing in storage', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.chooses('More', 'Find the killing moment…')
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByRole('status')).toHaveText(
    /^40 kills at 20 of [\d,]+ moments: none changed what the job comes to\.$/,
    { timeout: 50_000 },
  )
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await learner.chooses('More', 'Restore from…')
  await expect(
    page.getByRole('dialog').getByText('No checkpoint or savepoint is kept'),
  ).toBeVisible()
  await page.keyboard.press('Escape')
  learner.hasNoComplaints()
})

test('by keyboard: a count in a plain field has a killing moment, which opens just behind the kill; what was typed stays', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode('(this.count.value() ?? 0) + 1', '++this.seen')
  await learner.changesCode(
    'private count!: ValueState',
    'private seen = 0; private count!: ValueState',
  )
  await learner.runs()
  await learner.pauses()
  await learner.changesCode('++this.seen', '++this.seen // typed later')
  await learner.dock.getByRole('tab', { name: 'Code', exact: true }).focus()
  await page.keyboard.press('h')
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'Start' }).focus()
  await page.keyboard.press('Enter')
  const first = dialog.getByRole('button', { name: /^Open the kill of TaskManager/ }).first()
  await first.focus({ timeout: 40_000 })
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByText(/The run in which TaskManager \d is killed/).first()).toBeVisible()
  await expect(learner.narration).toContainText(/asks to kill TaskManager \d/)
  await learner.presses('Step')
  await expect(learner.narration).toContainText(/TaskManager \d is lost/)
  await learner.turnsTo('Code')
  await expect(page.getByText('// typed later').first()).toBeVisible()
  learner.hasNoComplaints()
})

test('a hunt is cancelled, and says how far it came', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await page.keyboard.press('h')
  const dialog = dialogOf(page)
  await dialog.getByRole('combobox', { name: 'Kills to try' }).selectOption({ index: 2 })
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByText(/^[1-9]\d* of [\d,]+ kills tried, about/)).toBeVisible({
    timeout: 40_000,
  })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByRole('status')).toHaveText(/^\d+ kills? at .* Cancelled\.$/)
  await learner.findsNothingInTheWay()
  learner.hasNoComplaints()
})
