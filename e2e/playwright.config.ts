import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'
import { chromiumFlags, findChromium } from '../scripts/browser.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

// Several clones may be tested on one machine at once. Workers load this file again and inherit the choice.
const port = Number((process.env['E2E_PORT'] ??= String(20_000 + (process.pid % 20_000))))
/** What workers build, they build once for this run. */
process.env['E2E_RUN'] ??= `${Date.now()}-${process.pid}`
const address = `http://localhost:${port}`
const executablePath = findChromium()
if (!executablePath)
  throw new Error('No Chromium found: run `node scripts/bootstrap.mjs --browser`.')

export default defineConfig({
  testDir: '.',
  outputDir: `${root}node_modules/.cache/playwright`,
  workers: 2,
  fullyParallel: true,
  // A test that passes the second time has found something the first time.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: chromiumFlags },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort --host localhost`,
    cwd: root,
    url: address,
    reuseExistingServer: false,
    timeout: 60_000,
  },
})
