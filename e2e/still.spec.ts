/** Reduced motion: by the system's setting and by the switch; each step is told as before and after. */
import { expect, test } from '@playwright/test'
import { Learner } from './learner.ts'

test('without motion each step is listed with its before and its after', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const learner = new Learner(await context.newPage())
  await learner.opensTheSandbox()
  const changes = learner.dock.getByRole('region', { name: 'What changed' })
  await expect(changes).toContainText('Motion is off')

  await learner.presses('Next barrier')
  await learner.presses('Step')
  await expect(changes).toContainText('What changed in step')
  const time = await learner.now()
  await learner.presses('Step')
  await expect.poll(() => learner.step()).toBeGreaterThan(1)
  expect(await learner.now()).toBeGreaterThanOrEqual(time)
  await expect(async () => {
    await learner.presses('Step')
    await expect(changes.getByRole('listitem').first()).toBeVisible({ timeout: 500 })
  }).toPass()

  await learner.page.keyboard.press('m')
  await expect(changes).toBeHidden()
  learner.hasNoComplaints()
  await context.close()
})
