/** Checkpoints by hand, of each type; and the panels that tell of them on a phone. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('a full and an incremental checkpoint by mouse and by keyboard, told with both their sizes', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(
    'execution.checkpointing.timeout: 60 s',
    'execution.checkpointing.timeout: 60 s\nstate.backend.type: rocksdb\nexecution.checkpointing.incremental: true',
    'Config',
  )
  await learner.runs()
  await learner.pauses()
  await learner.turnsTo('Checkpoints')
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  const history = learner.dock.getByRole('region', { name: 'History' })
  const isDone = /^chk-\d+ .*(completed|subsumed), /
  const done = history.getByRole('button', { name: isDone })
  await learner.chooses('Trigger checkpoint', 'Full checkpoint')
  await learner.playsAt('4×')
  await expect(done.filter({ hasText: 'full checkpoint' })).toHaveCount(1, { timeout: 40_000 })
  await learner.pauses()

  const incrementals = done.filter({ hasText: 'incremental checkpoint' })
  const before = await incrementals.count()
  await page.keyboard.press('c')
  const incremental = page.getByRole('menuitem', { name: 'Incremental checkpoint' })
  await expect(incremental).toBeVisible()
  await expect(page.getByRole('menuitem', { name: 'Checkpoint as configured' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(incremental).toBeFocused()
  await page.keyboard.press('Enter')
  await learner.playsAt('4×')
  await expect.poll(() => incrementals.count(), { timeout: 40_000 }).toBeGreaterThan(before)
  await learner.pauses()
  const newest = incrementals.first()
  const name = /^chk-\d+/.exec(await newest.innerText())?.[0] ?? ''
  await newest.click()
  const opened = learner.dock.getByRole('region', { name, exact: true })
  await expect(opened.getByText('incremental checkpoint')).toBeVisible()
  await expect(opened.getByText('full size')).toBeVisible()
  learner.hasNoComplaints()
})

test('on a phone every panel is reached by a finger', async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  const page = await context.newPage()
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.playsAt('16×')
  await expect.poll(() => learner.now(), { timeout: 40_000 }).toBeGreaterThan(6)
  await learner.pauses()
  const sheet = page.getByRole('navigation', { name: 'Sheet' })
  const taps = (name: string): Promise<void> => sheet.getByRole('button', { name }).tap()
  await taps('Checkpoints')
  await expect(learner.dock.getByRole('region', { name: 'History' })).toBeVisible()
  await learner.dock.getByText('Storage', { exact: true }).tap()
  await expect(learner.dock.getByRole('tree')).toBeVisible()
  await expect(learner.dock.getByRole('tab')).toHaveCount(0)
  await taps('Output')
  await learner.dock.getByText('Ledger', { exact: true }).tap()
  await expect(learner.dock.getByText('how often each record counts')).toBeVisible()
  await taps('Exceptions')
  await expect(learner.dock.getByText('Exception history')).toBeVisible()
  await learner.findsNothingInTheWay()
  learner.hasNoComplaints()
  await context.close()
})

test('a panel that is slow to come says so, and one that cannot be had says that', async ({
  page,
}) => {
  let wait: () => void = () => undefined
  const held = new Promise<void>((resolve) => (wait = resolve))
  await page.route(/\/assets\/Exceptions-[\w-]+\.js$/, async (route) => {
    await held
    await route.continue()
  })
  await page.route(/\/assets\/FaultDialog-[\w-]+\.js/, (route) => route.abort())
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.turnsTo('Exceptions')
  await expect(learner.dock.getByText('This part loads.')).toBeVisible()
  wait()
  await expect(learner.dock.getByText('Exception history')).toBeVisible()
  await expect(page.getByText('This part loads.')).toBeHidden()

  await page.keyboard.press('f')
  await expect(page.getByRole('alert')).toContainText('could not be fetched')
  await page.unroute(/\/assets\/FaultDialog-[\w-]+\.js/)
  await learner.presses('Try again')
  await expect(page.getByRole('dialog', { name: 'Break something…' })).toBeVisible()
})
