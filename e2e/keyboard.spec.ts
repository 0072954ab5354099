/** The same story by keyboard alone. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

test('play, step, kill, savepoint, panels and themes without a mouse', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  const press = (key: string): Promise<void> => page.keyboard.press(key)

  await press('Space')
  await expect(learner.button('Pause')).toBeVisible()
  await expect.poll(() => learner.now()).toBeGreaterThan(0.2)
  await press('Space')
  await expect(learner.button('Play')).toBeVisible()

  await press('b')
  await learner.rests()
  await expect(learner.narration).toContainText(/barrier|chk-1/)
  const before = await learner.step()
  await press('ArrowRight')
  await expect.poll(() => learner.step()).toBeGreaterThan(before)
  await learner.rests()
  await press('ArrowLeft')
  await expect.poll(() => learner.step()).toBe(before)

  await press('s')
  await expect(learner.object(/^savepoint savepoint-1/)).toBeVisible()
  await press('k')
  await expect(page.getByRole('menuitem', { name: 'Kill TaskManager 1' })).toBeFocused()
  await press('ArrowDown')
  await press('Enter')
  await press('3')
  await expect(learner.dock.getByText('After the failure')).toBeVisible()

  await press('Home')
  await expect.poll(() => learner.now()).toBe(0)
  await press('[')
  await expect(learner.lesson.getByRole('heading')).toHaveCount(0)
  await press('[')
  await press('t')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard map' })).toBeVisible()
  await press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  learner.hasNoComplaints()
})

test('every object of the picture can be walked to and opened, and the editor can be left', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.object(/^JobManager/).focus()
  await page.keyboard.press('ArrowDown')
  const focused = page.locator(':focus')
  await expect(focused).toHaveAttribute('aria-label', /.+/)
  await learner.object(/^count 2 of 3/).focus()
  await page.keyboard.press('Enter')
  await expect(learner.dock.getByRole('region', { name: 'Inspector' })).toContainText('count 2/3')

  await page.keyboard.press('1')
  const editor = learner.dock.locator('.monaco-editor').first()
  await expect(editor).toBeVisible({ timeout: 40_000 })
  await editor.click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tab', { name: 'Code' })).toBeFocused()
  learner.hasNoComplaints()
})
