/**
 * `test` for learners who have been here before: each worker has one browser profile, so its browser need not read and compile the
 * same scripts again for every test (half of the work of opening the page). What a visit leaves
 * (storage, permissions, pages) is gone before the next test. A test about a first visit takes `test` from
 * Playwright, or a context of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, test as base } from '@playwright/test'

export const test = base.extend<object, { profile: BrowserContext }>({
  profile: [
    async ({ playwright, launchOptions }, use, { project }) => {
      const folder = mkdtempSync(join(tmpdir(), 'barrier-lab-profile-'))
      const { viewport, locale, timezoneId, baseURL } = project.use
      const profile = await playwright.chromium.launchPersistentContext(folder, {
        ...launchOptions,
        ...(viewport === undefined ? {} : { viewport }),
        ...(locale === undefined ? {} : { locale }),
        ...(timezoneId === undefined ? {} : { timezoneId }),
        ...(baseURL === undefined ? {} : { baseURL }),
      })
      await use(profile)
      await profile.close()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],

  context: async ({ profile, baseURL }, use) => {
    await use(profile)
    await profile.clearPermissions()
    // The first page stays: a browser without a page ends.
    const [blank, ...visited] = profile.pages()
    await Promise.all(visited.map((page) => page.close()))
    if (!blank) throw new Error('The browser of this worker has no page left.')
    const devTools = await profile.newCDPSession(blank)
    for (const origin of originsOf([...visited.map((page) => page.url()), baseURL ?? '']))
      await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
    await devTools.detach()
  },

  page: async ({ context }, use) => use(await context.newPage()),
})

function originsOf(urls: readonly string[]): Set<string> {
  return new Set(urls.filter((url) => url.startsWith('http')).map((url) => new URL(url).origin))
}
