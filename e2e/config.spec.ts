/** config.yaml: completed and explained as one types, and advice on what is legal and harmful. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('a finding is opened, its option set in config.yaml, and gone when the code runs; it leads to its rule', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.turnsTo('Config')
  await expect(learner.dock.getByRole('heading', { name: 'Advice 2' })).toBeVisible()
  const title = learner.dock.locator('summary', { hasText: 'The maximum parallelism is not set.' })
  await title.focus()
  await page.keyboard.press('Enter')
  await learner.findsNothingInTheWay()
  await learner.presses('Set pipeline.max-parallelism: 128')
  await expect(title).toBeHidden()
  await expect(learner.dock.getByText('edited, not run')).toBeVisible()
  await learner.runs()
  await learner.pauses()
  await expect(learner.dock.getByRole('heading', { name: 'Advice 1' })).toBeVisible()
  await expect(title).toBeHidden()
  await learner.dock.getByText('Nothing survives the JobManager.').click()
  await learner.dock.getByRole('link', { name: 'Why: Nothing survives the JobManager.' }).click()
  await expect(page.getByRole('dialog', { name: 'Reference' })).toContainText('ADV-11')
  learner.hasNoComplaints()
})

test('what the program sets is changed there: the advice leads to its line', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(
    'env.enableCheckpointing(4_000)',
    'env.enableCheckpointing(4_000); env.getCheckpointConfig().setCheckpointTimeout(2_000)',
  )
  await learner.runs()
  await learner.pauses()
  await learner.turnsTo('Config')
  await learner.dock.getByText('The timeout of 2 s is below the interval of 4 s.').click()
  await expect(learner.dock.getByText(/job\.ts sets it by setCheckpointTimeout/)).toBeVisible()
  await learner.dock.getByRole('button', { name: /^Go to line/ }).click()
  await expect(page.getByRole('tab', { name: 'Code', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  learner.hasNoComplaints()
})

test('config.yaml is completed with Flink’s options and their values, and explains them', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.turnsTo('Config')
  const editor = learner.dock.locator('.monaco-editor').first()
  await expect(editor).toBeVisible({ timeout: 40_000 })
  await editor.locator('.view-lines').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('high-av')
  const offered = page.locator('.suggest-widget').getByText('high-availability.type').first()
  await expect(offered).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.locator('.suggest-widget').getByText('KUBERNETES').first()).toBeVisible()
  await page.keyboard.type('ZOO')
  await page.keyboard.press('Enter')
  await expect(editor.getByText('ZOOKEEPER')).toBeVisible()
  await page.keyboard.press('Control+K')
  await page.keyboard.press('Control+I')
  await expect(page.getByText('Whether another JobManager takes over').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await learner.runs()
  await learner.pauses()
  await expect(learner.dock.getByRole('heading', { name: 'Advice 1' })).toBeVisible()
  learner.hasNoComplaints()
})
