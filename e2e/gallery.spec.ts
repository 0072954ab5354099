/** The gallery: every program opens from the list, paused, and shows at 16× what it promises, failure included. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

/** By title: rows of the output at the end, as the Output tab has them. */
const promises: Readonly<Record<string, readonly string[]>> = {
  'Word count': ['{"word":"a","count":8}', '{"word":"end","count":1}'],
  'Session analytics': ['{"visitor":"bob","start":2000,"seconds":36,"clicks":7}'],
  'Fraud pattern': ['{"card":"C","payment":8}', '{"card":"E","payment":21}'],
  'Deduplication with TTL': ['{"n":8,"order":"o2"}', '{"n":26,"order":"o15"}'],
  'Late data': ['{"n":10,"sensor":"B","at":7000}', '{"sensor":"A","windowEnd":10000,"count":3}'],
  'Interval join': ['{"order":"o5","fruit":"fig","cents":105}', '{"order":"o16",'],
  'Broadcast rules': ['{"order":10,"fruit":"apple","over":8}', '"order":27,"fruit":"pear"'],
  'Top N': ['{"windowEnd":20000,"top":"date 6, apple 5, banana 4"}', '"windowEnd":30000'],
  'State machine': ['C: no ship while ordered', 'F: no ship while shipped'],
  'Rate limiting': ['{"id":36,', '{"id":16,"user":"A","at":7500}'],
  'Running average': ['{"sensor":"D","average":38.1', '{"sensor":"C","average":30}'],
  'Async enrichment': ['{"id":4,"fruit":"date","cents":20}', '{"id":22,"fruit":"fig","cents":50}'],
  'A source that cannot rewind': ['{"way":"topic","n":40}', '{"way":"socket","n":34}'],
  'Traffic shapes': ['{"sensor":"A","windowEnd":120000,"readings":5}', '"windowEnd":130000'],
  'History, then live': ['{"customer":"Ada",', '{"customer":"Cyd",'],
  'Exactly once to Kafka': ['payments-0-', 'aborted'],
  'A log instead of a copy': ['{"sensor":"A","hours":'],
}

/** Each learner looks at some of them, one after the other on one page. */
const learners = 4
const programs = Object.entries(promises)

for (let first = 0; first < learners; first++) {
  const looked = programs.filter((_, at) => at % learners === first)
  const names = looked.map(([title]) => title).join(', ')
  test(`opened from the gallery, each shows what it promises: ${names}`, async ({ page }) => {
    test.setTimeout(120_000)
    const learner = new Learner(page)
    await learner.opensTheSandbox()
    for (const [title, rows] of looked) {
      await test.step(title, () => looksAt(learner, title, rows))
    }
    learner.hasNoComplaints()
  })
}

async function looksAt(learner: Learner, title: string, rows: readonly string[]): Promise<void> {
  await learner.presses('Gallery')
  const gallery = learner.page.getByRole('dialog', { name: 'Gallery' })
  await gallery.getByRole('button', { name: title }).click()
  await expect(learner.lesson.getByRole('heading', { level: 1 })).toHaveText(title)
  await expect(learner.button('Play')).toBeVisible()
  await expect.poll(() => learner.now()).toBe(0)

  await learner.playsAt('16×')
  for (const row of rows)
    await expect(learner.dock.getByRole('cell').filter({ hasText: row }).first()).toBeVisible({
      timeout: 30_000,
    })
}

test('a late record is drawn as such, and the picture says where it went', async ({ page }) => {
  const learner = new Learner(page)
  await page.goto('./#gallery/late-data')
  await expect(learner.lesson.getByRole('heading', { level: 1 })).toHaveText('Late data')
  await learner.playsUntil(/1 late record to a side output/)
  const topology = page.getByRole('region', { name: 'Topology' })
  const stopped = await learner.now()
  await expect
    .poll(
      async () => {
        await page.keyboard.press('ArrowLeft')
        return topology.textContent()
      },
      { intervals: [50], timeout: 30_000 },
    )
    .toMatch(/to too-late/)
  expect(await learner.now()).toBeLessThan(stopped)
  learner.hasNoComplaints()
})

test('the list has these programs, opens by its key, and nothing is in the way', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await page.keyboard.press('g')
  const list = page.getByRole('dialog', { name: 'Gallery' })
  const titles = list.getByRole('listitem').getByRole('button')
  await expect(titles).toHaveText(Object.keys(promises))
  await learner.findsNothingInTheWay()
  await titles.first().focus()
  await page.keyboard.press('Enter')
  await expect(list).toBeHidden()
  await expect(page).toHaveURL(/#gallery\/word-count$/)
  learner.hasNoComplaints()
})

test('looking at a program keeps one’s own work; changing it offers that work back', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode('+ 1', '+ 10')
  await expect(learner.dock.getByText('edited, not run')).toBeVisible()

  await page.goto('./#gallery/state-machine')
  const heading = learner.lesson.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText('State machine')
  await page.reload()
  await expect(heading).toHaveText('State machine')
  await learner.presses('Back to my work')
  await expect(heading).toHaveText('orders → count → totals')
  await learner.turnsTo('Code')
  await expect(learner.dock.getByText('edited, not run')).toBeVisible()

  await page.goto('./#gallery/state-machine')
  await expect(heading).toHaveText('State machine')
  await learner.changesCode('cancelled', 'withdrawn')
  await expect(page.getByText('The program is your own work now').last()).toBeVisible()
  await expect(page).not.toHaveURL(/#/)
  await learner.button('Back to my work').last().click()
  await expect(heading).toHaveText('orders → count → totals')
  await learner.turnsTo('Code')
  await expect(learner.dock.getByText('edited, not run')).toBeVisible()
  learner.hasNoComplaints()
})
