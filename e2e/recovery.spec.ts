/** What goes wrong with checkpoints, and what the panels say of it afterwards. */
import { expect, type Page } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

/** A row of the history of checkpoints. */
const row = (learner: Learner, name: RegExp) => learner.dock.getByRole('button', { name }).first()
const soon = { timeout: 40_000 }
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Break something…' })

test('a checkpoint that takes longer than its timeout expires, and says so', async ({ page }) => {
  test.setTimeout(90_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(
    'execution.checkpointing.timeout: 60 s',
    'execution.checkpointing.timeout: 1 s',
    'Config',
  )
  await learner.runs()
  await learner.pauses()
  await learner.turnsTo('Checkpoints')
  await learner.playsAt('16×')
  await expect(row(learner, /^chk-1 .*abandoned/)).toBeVisible(soon)
  await learner.pauses()
  await row(learner, /^chk-1 .*abandoned/).click()
  await expect(learner.dock.getByText('CHECKPOINT_EXPIRED')).toBeVisible()
  learner.hasNoComplaints()
})

test('with high availability another JobManager goes on from the newest checkpoint', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(
    'execution.checkpointing.timeout: 60 s',
    'execution.checkpointing.timeout: 60 s\nhigh-availability.type: zookeeper',
    'Config',
  )
  await learner.runs()
  await learner.pauses()
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  await page.keyboard.press('f')
  await dialogOf(page).getByRole('radio', { name: 'Kill the JobManager' }).check()
  await dialogOf(page).getByRole('button', { name: 'Kill the JobManager' }).click()
  await learner.turnsTo('Checkpoints')
  await learner.playsAt('16×')
  await expect(row(learner, /^chk-[3-9] .*completed/)).toBeVisible(soon)
  await expect(learner.object(/^JobManager, .*suspended/i)).toBeHidden()
  learner.hasNoComplaints()
})

test('storage that does not answer fails two checkpoints, and when it answers again the next one completes', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await page.keyboard.press('f')
  const dialog = dialogOf(page)
  await dialog.getByRole('radio', { name: 'Trouble checkpoint storage' }).check()
  await dialog.getByRole('spinbutton', { name: /^For/ }).fill('9')
  await dialog.getByRole('button', { name: 'Trouble checkpoint storage' }).click()
  await learner.turnsTo('Checkpoints')
  await learner.playsAt('16×')
  await expect(row(learner, /^chk-3 .*(completed|subsumed)/)).toBeVisible(soon)
  await learner.pauses()
  await expect(row(learner, /^chk-1 .*abandoned/)).toBeVisible()
  await expect(row(learner, /^chk-2 .*abandoned/)).toBeVisible()
  await learner.turnsTo('Exceptions')
  await expect(learner.dock.getByText('Nothing has failed yet.')).toBeVisible()
  learner.hasNoComplaints()
})

test('after a lost TaskManager: its exception leads to its moment, and the ledger has replayed records once in state and twice outside', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  // Amid chk-2: what was read since chk-1 has come through to the sink.
  await learner.killsAt(3, 2)
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  await learner.turnsTo('Output')
  await learner.presses('Ledger')
  await learner.dock.getByRole('checkbox', { name: 'not exactly once' }).check()
  await learner.playsAt('16×')
  const twice = learner.dock.getByRole('table', { name: 'Ledger of records' }).getByRole('row')
  // Read again before it is written again.
  await expect(twice.nth(1).getByRole('cell')).toHaveText([/./, '2', '1', '2'], soon)
  await learner.pauses()
  await expect(learner.dock.getByText('None counts twice in state.')).toBeVisible()

  await learner.turnsTo('Exceptions')
  await expect(learner.dock.getByText('TaskManager 2 is lost').first()).toBeVisible()
  await learner.dock
    .getByRole('button', { name: /TaskManager 2 is lost: go there$/ })
    .first()
    .click()
  await expect(learner.narration).toContainText('TaskManager 2 is lost')
  learner.hasNoComplaints()
})

test('storage is browsed by keyboard, and going back shows the tree of that moment', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  const early = await learner.now()
  await learner.turnsTo('Checkpoints')
  await learner.presses('Storage')
  const tree = learner.dock.getByRole('tree', { name: 'Checkpoint storage' })
  const first = tree.getByRole('treeitem', { name: /^chk-1\// })
  await expect(first).toContainText('retained')
  await learner.playsAt('16×')
  await expect(first).toBeHidden(soon)
  await learner.pauses()
  const swept = learner.dock.getByRole('table', { name: 'Swept' })
  await expect(swept.getByText('chk-1/')).toBeVisible()

  await tree.getByRole('treeitem').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const oldest = tree.getByRole('treeitem', { name: /^chk-\d+\// }).first()
  await expect(oldest).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(oldest).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowRight')
  await expect(tree.getByRole('treeitem', { name: /^_metadata/ }).first()).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(oldest).toBeFocused()
  await learner.findsNothingInTheWay()

  await learner.seeks(early)
  await expect(first).toBeVisible()
  await expect(swept.getByText('chk-1/')).toBeHidden()
  learner.hasNoComplaints()
})
