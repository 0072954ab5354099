import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { scriptsBeforeTheEditor } from '../scripts/weight.mjs'
import { Learner } from './learner.ts'

declare global {
  interface Window {
    /** Real ms after which the picture stood. */
    stoodAfter?: number
  }
}

test('the page opens without a complaint in the console', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))

  await page.goto('/')

  await expect(page).toHaveTitle(/Barrier Lab/)
  await expect(page.locator('#app')).not.toBeEmpty()
  expect(complaints).toEqual([])
})

test('what is loaded before the job stands is what the bench counts', async ({ page }) => {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('[data-object]') === null) return
      window.stoodAfter = performance.now()
      observer.disconnect()
    }).observe(document, { subtree: true, childList: true })
  })
  const learner = new Learner(page)
  await learner.opensTheSandbox()

  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => startTime < (window.stoodAfter ?? 0) && /\.js$/.test(name))
      .map(({ name }) => new URL(name).pathname),
  )
  const counted = scriptsBeforeTheEditor(fileURLToPath(new URL('../dist', import.meta.url)))
  expect(loaded.length).toBeGreaterThan(2)
  const names = counted.map(({ file }) => basename(file))
  expect(loaded.map((path) => basename(path)).filter((name) => !names.includes(name))).toEqual([])
})

test('with nothing but what the bench counts, the first job plays', async ({ page }) => {
  const counted = scriptsBeforeTheEditor(fileURLToPath(new URL('../dist', import.meta.url)))
  const names = counted.map(({ file }) => basename(file))
  await page.route(/\/assets\/.*\.js$/, (route) =>
    names.includes(basename(new URL(route.request().url()).pathname))
      ? route.continue()
      : route.abort(),
  )
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.presses('Play')
  await expect.poll(() => learner.now(), { timeout: 30_000 }).toBeGreaterThan(2)
})

for (const [missing, file] of [
  ['a part', /\/assets\/Kafka-[\w-]+\.js/],
  ['the list of parts', /\/assets\/parts-[\w-]+\.js/],
] as const)
  test(`${missing} that cannot be fetched is told, and fetched when it is asked for again`, async ({
    page,
  }) => {
    await page.route(file, (route) => route.abort())
    const learner = new Learner(page)
    await learner.opensTheSandbox()
    await learner.turnsTo('Kafka')
    await expect(learner.dock.getByRole('alert')).toContainText(
      'A part of the page could not be fetched.',
    )

    // Whatever else is asked for tries this part again too: then the button is gone, because it is no longer needed.
    await page.waitForLoadState('networkidle')
    await page.unroute(file)
    const again = learner.dock.getByRole('button', { name: 'Try again' })
    await expect(async () => {
      if (await again.isVisible()) await again.click({ timeout: 1000 })
      await expect(learner.dock.getByRole('tabpanel', { name: 'Kafka' })).toContainText('orders', {
        timeout: 1000,
      })
    }).toPass()
  })
