/** Aligned and unaligned checkpoints of the same job, beside each other under backpressure. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

/** Virtual seconds a completed checkpoint took, as its row says. */
async function took(learner: Learner, name: RegExp): Promise<number> {
  const text = await learner.dock.getByRole('button', { name }).first().innerText()
  return Number(/([\d.]+) s/.exec(text)?.[1])
}

/** How long the third checkpoint takes: until then the queues have filled. */
async function third(learner: Learner): Promise<number> {
  await learner.turnsTo('Checkpoints')
  await learner.playsAt('16×')
  const row = learner.dock.getByRole('button', { name: /^chk-3 .*(completed|subsumed)/ })
  await expect(row).toBeVisible({ timeout: 50_000 })
  await learner.pauses()
  await row.click()
  return took(learner, /^chk-3 .*(completed|subsumed)/)
}

test('under backpressure an unaligned checkpoint is done long before an aligned one, and holds what was in flight', async ({
  page,
}) => {
  test.setTimeout(150_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(
    ".uid('count').name('count').setParallelism(3)",
    ".uid('count').name('count').setParallelism(1)",
  )
  await learner.runs()
  await learner.pauses()
  const aligned = await third(learner)
  await expect(learner.dock.getByText('unaligned', { exact: true })).toBeHidden()
  await expect(learner.dock.getByText(/\(0 B\)$/)).toBeVisible()

  await learner.changesCode(
    'execution.checkpointing.timeout: 60 s',
    'execution.checkpointing.timeout: 60 s\nexecution.checkpointing.unaligned.enabled: true',
    'Config',
  )
  await learner.runs()
  await learner.pauses()
  const unaligned = await third(learner)
  await expect(learner.dock.getByText('unaligned', { exact: true })).toBeVisible()
  await expect(learner.dock.getByText(/ of \d subtasks$/)).toBeVisible()
  await expect(learner.dock.getByText(/\(0 B\)$/)).toBeHidden()
  expect(unaligned).toBeLessThan(aligned / 2)
  learner.hasNoComplaints()
})
