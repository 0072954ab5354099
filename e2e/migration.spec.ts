/** A savepoint goes to another browser as a file. */
import { expect } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('a savepoint is saved as a file, and the count goes on from it in another browser, with its program', async ({
  page,
  browser,
}, info) => {
  test.setTimeout(120_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode('env.enableCheckpointing(4_000)', 'env.enableCheckpointing(2_000)')
  await learner.runs()
  await learner.pauses()
  await learner.playsUntil(/^checkpoint chk-1, completed/)
  await learner.presses('Trigger savepoint')
  await learner.playsUntil(/^savepoint savepoint-\d+, completed/)
  await learner.chooses('More', 'Restore from…')
  const dialog = page.getByRole('dialog', { name: 'Restore from…' })
  const downloading = page.waitForEvent('download')
  await dialog.getByRole('button', { name: /^Save savepoint-\d+ as a file$/ }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/savepoint-\d+\.snapshot\.zip$/)
  const file = info.outputPath(download.suggestedFilename())
  await download.saveAs(file)
  await expect(dialog.getByRole('status')).toContainText('is saved as a file')
  await page.keyboard.press('Escape')
  const name = /savepoint-\d+/.exec(file.split('/').at(-1) ?? '')?.[0] ?? ''
  const saved = await learner.inside(name)
  learner.hasNoComplaints()

  const context = await browser.newContext()
  const other = new Learner(await context.newPage())
  await other.opensTheSandbox()
  await other.chooses('More', 'Restore from…')
  const there = other.page.getByRole('dialog', { name: 'Restore from…' })
  const picker = there.locator('input[type=file]')
  await expect(there.getByText('No checkpoint or savepoint is kept yet.')).toBeVisible()

  // One byte of it is another: it is refused, and nothing is taken in.
  const bytes = await readFile(file)
  const entry = bytes.indexOf('blobs/')
  // Before the name of a zip's entry stands how long the name is; behind it is the content.
  const at = entry + bytes.readUInt16LE(entry - 4)
  const damaged = Buffer.from(bytes)
  damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at)
  await picker.setInputFiles({ name: 'cut.zip', mimeType: 'application/zip', buffer: damaged })
  await expect(there.getByRole('status')).toContainText('is not what was written')
  await expect(there.getByText('No checkpoint or savepoint is kept yet.')).toBeVisible()

  await picker.setInputFiles(file)
  await expect(there.getByRole('status')).toContainText(`${name} is taken in`)
  await expect(there.getByRole('row', { name: /count/ })).toContainText('matched')
  await other.findsNothingInTheWay()
  await there.getByRole('button', { name: 'Open that program' }).click()
  await expect(there.getByRole('row', { name: /count/ })).toContainText('matched')
  await there.getByRole('button', { name: `Start from ${name}` }).click()
  await expect(there).toBeHidden()
  await expect(other.object(/^count 1 of 3, restoring from/)).toBeVisible()
  const from = await other.now()
  await other.playsAt('16×')
  // A restore takes a second of the cluster's time.
  await expect.poll(() => other.now(), { timeout: 40_000 }).toBeGreaterThan(from + 6)
  await other.pauses()
  await other.turnsTo('Code')
  await expect(other.page.getByText('env.enableCheckpointing(2_000)').first()).toBeVisible()
  const counted = Object.values(await other.counts()).reduce((sum, count) => sum + count, 0)
  expect(counted).toBeGreaterThan(saved.counted)
  other.hasNoComplaints()
  await context.close()
})
