/** The terminal: the story of the guide, typed by keyboard alone. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

const screen = (page: Page) => page.getByRole('region', { name: 'Terminal' })
const lines = (page: Page) => screen(page).locator('.xterm-rows')

/** To the tab by its key, and into the terminal by Tab. */
async function entersTheTerminal(page: Page): Promise<void> {
  await page.keyboard.press('9')
  await expect(screen(page)).toBeVisible()
  await page.locator('#tab-terminal').focus()
  for (let turn = 0; turn < 12; turn++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.matches('.xterm textarea'))) return
  }
  throw new Error('Tab leads into the terminal')
}

async function types(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** What stands on the screen, rows that were broken joined. */
async function text(page: Page): Promise<string> {
  return (await lines(page).locator('> div').allTextContents()).map((row) => row.trimEnd()).join('')
}

async function sees(page: Page, words: RegExp): Promise<void> {
  await expect.poll(() => text(page), { timeout: 60_000 }).toMatch(words)
}

test('the story of the guide: list, savepoint, cancel, run from it, dispose of it', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '4×' })
  await entersTheTerminal(page)
  await types(page, 'flink list')
  await sees(page, /Orders by fruit \(RUNNING\)/)
  await page.keyboard.type('flink savepoint ')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await sees(page, /Savepoint completed\. Path: s3:\/\/lab\/savepoints\/savepoint-\w{6}-\w{12}/)
  const path =
    /Path: (s3:\/\/lab\/savepoints\/savepoint-\w{6}-\w{12})/.exec(await text(page))?.[1] ?? ''
  await page.keyboard.press('Control+l')
  await page.keyboard.type('flink cancel ')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await sees(page, /Cancelled job \w{32}\./)
  await types(page, `flink run -d -s ${path}`)
  await sees(page, /Job has been submitted with JobID \w{32}/)
  await page.keyboard.press('Control+l')
  await types(page, `flink savepoint -d ${path}`)
  await sees(page, /Savepoint 's3:\/\/lab\/savepoints\/savepoint-\w{6}-\w{12}' disposed\./)
  await types(page, `flink run -s ${path}`)
  await sees(page, /Cannot find checkpoint or savepoint file\/directory/)
  await sees(page, /exit code 1/)
  expect(learner.complaints).toEqual([])
})

test('a kill is typed; the lines before come back; Ctrl+C stops waiting; Esc and Tab lead out', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await entersTheTerminal(page)
  await types(page, 'lab kill tm-2')
  await types(page, 'lab status')
  await sees(page, /tm-2 {2}lost/)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await sees(page, /\$ lab kill tm-2[^]*\$ lab kill tm-2/)
  await page.keyboard.press('Control+c')
  await types(page, 'flink nothing')
  await sees(page, /"nothing" is not a valid action/)
  await types(page, 'flink run job.ts')
  await sees(page, /Job has been submitted/)
  await page.keyboard.press('Control+c')
  await sees(page, /exit code 130/)
  await page.keyboard.press('Escape')
  await expect(page.locator('#tab-terminal')).toBeFocused()
  await entersTheTerminal(page)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.matches('.xterm textarea'))).toBe(false)
  await learner.presses('Log')
  await expect(page.getByRole('region', { name: 'Log', exact: true })).toBeVisible()
})

for (const theme of ['light', 'dark'] as const)
  test(`nothing for axe to say of the terminal, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    const learner = new Learner(page)
    await learner.opensTheSandbox()
    await entersTheTerminal(page)
    await types(page, 'flink savepoint nonsense')
    await types(page, 'ls -l')
    await sees(page, /s3:\/\/lab\/savepoints/)
    const { violations } = await new AxeBuilder({ page })
      .include('[role=region][aria-label=Terminal]')
      .analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })
