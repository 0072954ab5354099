import { expect, test } from '@playwright/test'

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
