/** The same state behind other code: another parallelism, another backend. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

/** Plays on until a checkpoint of this run is complete behind that moment; answers its name. */
async function nextCheckpoint(learner: Learner, behind: number): Promise<string> {
  const completed = learner.topology.getByRole('button', { name: /^checkpoint chk-\d+, completed/ })
  const newest = async (): Promise<number> => {
    const names = await completed.evaluateAll((all) =>
      all.map((one) => Number(/chk-(\d+)/.exec(one.getAttribute('aria-label') ?? '')?.[1])),
    )
    return Math.max(0, ...names)
  }
  await learner.playsAt('4×')
  await expect.poll(newest, { timeout: 60_000 }).toBeGreaterThan(behind)
  await learner.pauses()
  return `chk-${await newest()}`
}

/** A savepoint of the run on the screen: its name. */
async function takesSavepoint(learner: Learner, native = false): Promise<string> {
  const savepoints = learner.topology.getByRole('button', { name: /^savepoint [\w-]+, completed/ })
  const before = await savepoints.count()
  if (native) await learner.chooses('More', 'Native savepoint')
  else await learner.presses('Trigger savepoint')
  await learner.playsAt('4×')
  await expect(savepoints).toHaveCount(before + 1, { timeout: 40_000 })
  await learner.pauses()
  const label = (await savepoints.last().getAttribute('aria-label')) ?? ''
  return /savepoint-\d+/.exec(label)?.[0] ?? label
}

/** In the dialog: the snapshot is chosen, its state meets the code, and the job starts from it. */
async function starts(learner: Learner, snapshot: string, parallelism: number): Promise<void> {
  const dialog = learner.page.getByRole('dialog', { name: 'Restore from…' })
  await dialog.getByText(snapshot, { exact: true }).first().click()
  await expect(dialog.getByRole('row', { name: /count/ })).toContainText('matched')
  await dialog.getByRole('button', { name: /^Start from/ }).click()
  await expect(dialog).toBeHidden()
  await expect(
    learner.object(new RegExp(`^count 1 of ${parallelism}, restoring from`)),
  ).toBeVisible()
}

test('a job is rescaled from 2 to 3 to 1 with savepoints, and every order is counted once', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  const parallel = (n: number): string => `.uid('count').name('count').setParallelism(${n})`
  await learner.changesCode(parallel(3), parallel(2))
  await learner.runs()
  await learner.pauses()
  let last = await nextCheckpoint(learner, 0)
  let before = 2
  for (const parallelism of [3, 1]) {
    const savepoint = await takesSavepoint(learner)
    const saved = await learner.inside(savepoint)
    expect(saved.counted).toBe(saved.offsets)

    await learner.changesCode(parallel(before), parallel(parallelism))
    await learner.chooses('More', 'Restore from…')
    await starts(learner, savepoint, parallelism)

    last = await nextCheckpoint(learner, Number(last.replace('chk-', '')))
    const counted = await learner.inside(last)
    expect(counted.counted).toBe(counted.offsets)
    expect(counted.counted).toBeGreaterThan(saved.counted)
    before = parallelism
  }
  learner.hasNoComplaints()
})

test('a canonical savepoint brings state from the heap to RocksDB; a native one cannot, and that is said before', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  const first = await nextCheckpoint(learner, 0)
  const native = await takesSavepoint(learner, true)
  const canonical = await takesSavepoint(learner)
  const saved = await learner.inside(canonical)
  await expect(learner.dock.getByRole('button', { name: new RegExp(`^${native} `) })).toContainText(
    'native savepoint',
  )

  const line = 'restart-strategy.type: fixed-delay'
  await learner.changesCode(line, `${line}\nstate.backend.type: rocksdb`, 'Config')
  await learner.chooses('More', 'Restore from…')
  const dialog = page.getByRole('dialog', { name: 'Restore from…' })
  const warning = dialog.getByText('Only a canonical savepoint changes the backend')
  for (const other of [first, native]) {
    await dialog.getByText(other, { exact: true }).first().click()
    await expect(warning).toBeVisible()
  }
  await learner.findsNothingInTheWay()
  await dialog.getByText(canonical, { exact: true }).first().click()
  await expect(warning).toBeHidden()
  await starts(learner, canonical, 3)

  const next = await nextCheckpoint(learner, Number(canonical.replace('savepoint-', '')))
  const counted = await learner.inside(next)
  expect(counted.counted).toBe(counted.offsets)
  expect(counted.counted).toBeGreaterThan(saved.counted)
  learner.hasNoComplaints()
})

test('a tab that is killed in the middle of a checkpoint loses nothing that was complete', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const context = await browser.newContext()
  const learner = new Learner(await context.newPage())
  await learner.opensTheSandbox()
  await learner.presses('Next checkpoint')
  const first = await nextCheckpoint(learner, 0)
  const whole = await learner.inside(first)
  await learner.playsAt('1×')
  await expect(learner.object(/^checkpoint chk-\d+, in progress/)).toBeVisible({ timeout: 40_000 })

  // Without a word: nothing of the page runs any more, not even what a closed tab would still save.
  const crashed = learner.page.waitForEvent('crash')
  const client = await context.newCDPSession(learner.page)
  client.send('Page.crash').catch(() => undefined)
  await crashed

  const again = new Learner(await context.newPage())
  await again.opensTheSandbox()
  await again.chooses('More', 'Restore from…')
  await starts(again, first, 3)
  const next = await nextCheckpoint(again, Number(first.replace('chk-', '')))
  const counted = await again.inside(next)
  expect(counted.counted).toBe(counted.offsets)
  expect(counted.counted).toBeGreaterThanOrEqual(whole.counted)
  again.hasNoComplaints()
  await context.close()
})
