/** What axe finds, in every panel and layout: nothing. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

const tabs = [
  'Code',
  'Config',
  'State',
  'Checkpoints',
  'Kafka',
  'Metrics',
  'Output',
  'Exceptions',
  'Terminal',
]

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every panel, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme })
    const learner = new Learner(await context.newPage())
    await learner.opensTheSandbox()
    await learner.presses('Next checkpoint')
    await learner.presses('Next checkpoint')
    await expect.poll(() => learner.now()).toBeGreaterThan(1)
    for (const tab of tabs) {
      await learner.turnsTo(tab)
      await learner.findsNothingInTheWay()
    }
    await context.close()
  })
}

test('no text is smaller than 11 px, however wide the screen', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.presses('Next checkpoint')
  for (const [width, height] of [
    [1440, 900],
    [1366, 768],
    [1280, 720],
    [1100, 760],
    [1024, 768],
    [800, 700],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await learner.rests()
    expect(await learner.smallText(), `${width} × ${height}`).toEqual([])
  }
  learner.hasNoComplaints()
})

test('the lesson, the phone and the dialogs', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opens('./#lesson/barriers-wait-in-line')
  await expect(learner.lesson.getByRole('heading', { level: 1 })).toBeVisible()
  await learner.findsNothingInTheWay()
  await learner.chooses('More', 'Keyboard map')
  await learner.findsNothingInTheWay()
  await page.keyboard.press('Escape')

  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByRole('navigation', { name: 'Sheet' })).toBeVisible()
  await learner.findsNothingInTheWay()
})
