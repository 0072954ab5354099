/** What goes wrong outside the simulated world: code without end, code that throws, storage that is shut. */
import { expect, type Page } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

const line = 'const count = (this.count.value() ?? 0) + 1'

test('an endless loop is ended, named with operator and record, and the run up to it is kept', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(line, `${line}; if (order.fruit === 'grape') for (;;) {}`)
  await learner.runs()
  await learner.pauses()
  await learner.playsAt('4×')

  const alert = page.getByRole('alert').filter({ hasText: 'did not come back in count' })
  await expect(alert).toContainText('grape', { timeout: 40_000 })
  await expect(learner.narration).toContainText('Nothing follows; the Code tab says what to do')
  await learner.presses('Step back')
  await learner.presses('Step back')
  await expect(learner.narration).not.toBeEmpty()
  await learner.seeks(0)
  await expect(learner.object(/^count 1 of 3/)).toBeVisible()
  learner.hasNoComplaints()
})

test('an exception fails the task as in Flink, with file, line and record', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode(
    line,
    `if (order.fruit === 'grape') throw new Error('no grapes'); ${line}`,
  )
  await learner.runs()
  await learner.pauses()
  await learner.seeks(0)
  // Slowly: a failed task is deployed again within a second of the cluster's time.
  await learner.playsAt('¼×')
  await expect(learner.object(/^count . of 3, failed/)).toBeVisible({ timeout: 40_000 })
  await learner.pauses()

  await learner.turnsTo('Code')
  await expect(page.getByText(/no grapes/).first()).toBeVisible()
  await expect(page.getByText(/job\.ts.*19|line 19/).first()).toBeVisible()
  learner.hasNoComplaints()
})

test('with storage shut, checkpoints are declined for that reason, the learner is told, the run goes on', async ({
  page,
}) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
  })
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await expect(page.getByText(/blocked storage|blocks it/).first()).toBeVisible()
  await learner.playsAt('16×')
  await learner.turnsTo('Checkpoints')
  await expect(learner.dock.getByText(/blocks it/).first()).toBeVisible({ timeout: 40_000 })
  await learner.pauses()
  await expect(learner.object(/^count 1 of 3/)).toBeVisible()
  learner.hasNoComplaints()
})

/** Lets the browser keep so many bytes of this origin; answers how to let it keep what it would by itself. */
async function allowsOnly(page: Page, quotaSize: number): Promise<() => Promise<void>> {
  // It holds for as long as this session does.
  const devTools = await page.context().newCDPSession(page)
  const { origin } = new URL(page.url())
  await devTools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
  return () => devTools.detach()
}

declare global {
  interface Window {
    /** What this visit has put into localStorage. */
    keptTexts: string[]
  }
}

function notesWhatIsKept(): void {
  window.keptTexts = []
  const { setItem } = Storage.prototype
  Storage.prototype.setItem = function (name: string, text: string) {
    setItem.call(this, name, text)
    window.keptTexts.push(text)
  }
}

test('with storage full, checkpoints are declined for that reason, the learner is told, and neither run nor code is lost', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  const allowsMore = await allowsOnly(page, 1)
  await learner.changesCode(line, `${line} // typed before storage was full`)
  await learner.runs()
  await learner.pauses()
  await learner.playsAt('16×')
  await expect(page.getByText(/storage is full: checkpoints are declined/).first()).toBeVisible({
    timeout: 40_000,
  })
  await learner.turnsTo('Checkpoints')
  await expect(learner.dock.getByText(/checkpoint storage is full/).first()).toBeVisible({
    timeout: 40_000,
  })
  const declinedAt = await learner.now()
  await expect.poll(() => learner.now(), { timeout: 20_000 }).toBeGreaterThan(declinedAt + 1)
  await learner.pauses()
  await learner.changesCode('typed before storage was full', 'typed while storage was full')
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .toContain('typed while')
  await page.addInitScript(notesWhatIsKept)
  for (let visit = 0; visit < 2; visit++) {
    await page.reload()
    await learner.seesTheJob()
    await learner.turnsTo('Code')
    await expect(page.getByText('// typed while storage was full').first()).toBeVisible()
    // What was opened is kept again, as it stands in the editor.
    await expect.poll(() => page.evaluate(() => window.keptTexts.join())).toContain('typed while')
  }

  await allowsMore()
  await learner.runs()
  await learner.pauses()
  await learner.playsUntil(/^checkpoint chk-\d+, completed/)
  learner.hasNoComplaints()
})

const losses: Record<string, (page: Page) => Promise<void>> = {
  'deleted while the page is open': async (page) => {
    const other = await page.context().newPage()
    await other.goto(new URL('./favicon.svg', page.url()).href)
    await other.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const deleting = indexedDB.deleteDatabase('barrier-lab')
          deleting.onsuccess = () => {
            resolve()
          }
          deleting.onerror = () => {
            reject(new Error('it is not deleted'))
          }
        }),
    )
    await other.close()
  },
  'closed and cleared by the browser': async (page) => {
    const devTools = await page.context().newCDPSession(page)
    const { origin } = new URL(page.url())
    await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
    await devTools.detach()
  },
}
for (const [name, lose] of Object.entries(losses)) {
  test(`storage that is ${name}: the learner is told, the run goes on, what comes after is kept`, async ({
    page,
  }) => {
    const learner = new Learner(page)
    await learner.opensTheSandbox()
    await learner.playsUntil(/^checkpoint chk-1, completed/)
    await lose(page)
    await expect(page.getByText(/emptied or closed its storage/).first()).toBeVisible()
    // The engine is ahead of the picture: chk-2 may have been written before, and be lost with the rest.
    await learner.playsUntil(/^checkpoint chk-4, completed/)
    await learner.findsKept(/chk-[2-9]/)
    await page.reload()
    await learner.seesTheJob()
    await learner.findsKept(/chk-[2-9]/)
    learner.hasNoComplaints()
  })
}
