/** Two runs beside each other, at one virtual time. */
import { expect, type Locator, type Page, test } from '@playwright/test'
import { Learner } from './learner.ts'

/** A person who compares. */
class Comparer {
  readonly learner: Learner
  readonly page: Page

  constructor(page: Page) {
    this.page = page
    this.learner = new Learner(page)
  }

  get chooser(): Locator {
    return this.page.getByRole('dialog', { name: 'Compare with…' })
  }

  get screen(): Locator {
    return this.page.getByRole('dialog', { name: /^Compare .* and / })
  }

  get time(): Locator {
    return this.screen.getByRole('slider', { name: 'Virtual time' })
  }

  side(letter: 'A' | 'B'): Locator {
    return this.screen.getByRole('region', { name: new RegExp(`^${letter}, `) })
  }

  button(name: string | RegExp): Locator {
    return this.screen.getByRole('button', { name, exact: typeof name === 'string' })
  }

  found(name: string): Locator {
    return this.screen.getByRole('region', { name, exact: true })
  }

  /** From the keyboard's V on; stands at the first difference. */
  async comparesWith(choice: string): Promise<void> {
    await this.page.keyboard.press('v')
    await this.chooser.getByRole('radio', { name: new RegExp(`^${choice} `) }).check()
    await this.chooser.getByRole('button', { name: 'Compare', exact: true }).click()
    await this.isThere()
  }

  async isThere(): Promise<void> {
    await expect(this.screen).toBeVisible()
    await expect(this.screen.getByText('Both runs are on their way.')).toBeHidden({
      timeout: 40_000,
    })
  }

  /** Virtual seconds. */
  async now(): Promise<number> {
    return Number(/^([\d.]+) s/.exec((await this.time.getAttribute('aria-valuetext')) ?? '')?.[1])
  }

  /** Of both together. */
  async steps(): Promise<number> {
    const text = (await this.time.getAttribute('aria-valuetext')) ?? ''
    return [...text.matchAll(/step (\d+)/g)].reduce((sum, [, step]) => sum + Number(step), 0)
  }

  async rests(): Promise<void> {
    await this.button('Run both to rest').click()
    await this.isThere()
  }
}

/** Without its comments a job of one counter that is slower than the orders come. */
async function makesTheCounterSlow({ learner }: Comparer): Promise<void> {
  await learner.changesCode(
    ".uid('count').name('count').setParallelism(3)",
    ".uid('count').name('count').setParallelism(1)",
  )
  await learner.runs()
  await learner.pauses()
}

/** Virtual seconds of a cell of the table of checkpoints. */
async function took(row: Locator, cell: number): Promise<number> {
  const text = await row.getByRole('cell').nth(cell).innerText()
  return text.endsWith(' ms') ? Number.parseFloat(text) / 1000 : Number.parseFloat(text)
}

test('under backpressure a barrier of A waits while that of B has overtaken what is queued', async ({
  page,
}) => {
  test.setTimeout(150_000)
  const comparer = new Comparer(page)
  await comparer.learner.opensTheSandbox()
  await makesTheCounterSlow(comparer)
  await comparer.comparesWith('Unaligned')
  await expect(comparer.side('A')).toHaveAccessibleName('A, Aligned')
  await expect(comparer.side('B')).toHaveAccessibleName('B, Unaligned')

  await comparer.button('First difference').click()
  const why = comparer.found('First difference')
  await expect(why).toContainText('Barrier 1 is aligned in A and unaligned in B.')
  const parted = await comparer.now()
  await expect(why).toContainText(`Up to ${parted.toFixed(2)} s both do the same.`)

  // Later, when the queues are full: the third checkpoint is over in B and not in A.
  await page.keyboard.press('End')
  await comparer.isThere()
  await comparer.button('Checkpoints').click()
  const third = comparer.found('Checkpoints').getByRole('row', { name: /^chk-3 / })
  await expect(third).toContainText('in flight')
  expect(await took(third, 5)).toBeLessThan((await took(third, 1)) / 2)
  await third.getByRole('button', { name: 'chk-3' }).click()
  await expect(async () => {
    await comparer.button('Next difference').click()
    await expect(comparer.side('B').getByRole('button', { name: /chk-3.*completed/ })).toBeVisible({
      timeout: 500,
    })
  }).toPass()
  await expect(
    comparer.side('A').getByRole('button', { name: /chk-3.*(in progress|of)/ }),
  ).toBeVisible()
  await comparer.learner.findsNothingInTheWay()

  // The mark leads back to where they part.
  await comparer.button('First difference').click()
  await why.getByRole('button', { name: /^Go to the first difference, at/ }).click()
  await expect.poll(() => comparer.now()).toBe(parted)
  await page.keyboard.press('Escape')
  await expect(comparer.screen).toBeHidden()
  await expect(comparer.learner.topology).toBeVisible()
  comparer.learner.hasNoComplaints()
})

test('with and without the kill the same rows come out', async ({ page }) => {
  test.setTimeout(120_000)
  const comparer = new Comparer(page)
  await comparer.learner.opensTheSandbox()
  await comparer.learner.seeks(9)
  await comparer.learner.chooses('Kill', 'Kill TaskManager 2')
  await comparer.comparesWith('Without the failures')
  await expect.poll(() => comparer.now()).toBe(9)
  await expect(comparer.screen.getByRole('status', { name: 'Narration' })).toContainText(
    'kill TaskManager 2',
  )
  await comparer.button(/^Results/).click()
  await comparer.rests()
  await expect(comparer.button(/^Results: same/)).toBeVisible()
  await expect(comparer.found('Results')).not.toContainText(/only in|another value/)
  await comparer.learner.findsNothingInTheWay()
  comparer.learner.hasNoComplaints()
})

test('a count in a plain field is lost with its TaskManager: rows differ key by key', async ({
  page,
}) => {
  test.setTimeout(150_000)
  const comparer = new Comparer(page)
  const { learner } = comparer
  await learner.opensTheSandbox()
  await learner.changesCode('(this.count.value() ?? 0) + 1', '++this.seen')
  await learner.changesCode(
    'private count!: ValueState',
    'private seen = 0; private count!: ValueState',
  )
  await learner.runs()
  await learner.pauses()
  await learner.seeks(9)
  await learner.chooses('Kill', 'Kill TaskManager 2')
  await comparer.comparesWith('Without the failures')
  await comparer.button(/^Results/).click()
  await comparer.rests()
  await expect(comparer.button(/^Results: \d+ differ/)).toBeVisible()
  const rows = comparer.found('Results').getByRole('row')
  await expect(rows.filter({ hasText: /only in B|another value/ }).first()).toBeVisible()
  comparer.learner.hasNoComplaints()
})

test('by keyboard: both step and play together, D goes from difference to difference, a branch beside the one it came from', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const comparer = new Comparer(page)
  const { learner } = comparer
  await learner.opensTheSandbox()
  await learner.seeks(7)
  await learner.chooses('Kill', 'Kill TaskManager 1')
  await expect(learner.narration).toContainText('abandoned')
  await learner.seeks(5)
  await learner.presses('Trigger savepoint')
  await page.getByRole('button', { name: 'Compare this branch with the one it came from' }).click()
  await comparer.isThere()
  await expect.poll(() => comparer.now()).toBe(5)
  await expect(comparer.side('A')).toHaveAccessibleName(/Branch 2/)
  await expect(comparer.side('B')).toHaveAccessibleName(/Run 1/)
  await page.keyboard.press('d')
  await expect.poll(() => comparer.now()).toBeGreaterThan(5)
  const second = await comparer.now()
  await page.keyboard.press('Shift+D')
  await expect.poll(() => comparer.now()).toBe(5)
  await page.keyboard.press(' ')
  await expect(comparer.button('Pause')).toBeVisible()
  await expect.poll(() => comparer.now()).toBeGreaterThan(second)
  await page.keyboard.press(' ')
  await expect(comparer.button('Play')).toBeVisible()
  const stands = await comparer.steps()
  // Between two steps the way back leads to the earlier one first.
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => comparer.steps()).toBeLessThan(stands)
  await page.keyboard.press('x')
  await comparer.isThere()
  await expect(comparer.side('A')).toHaveAccessibleName(/Run 1/)
  learner.hasNoComplaints()
})

test('what the code sets wins over config.yaml, and is said', async ({ page }) => {
  test.setTimeout(90_000)
  const comparer = new Comparer(page)
  const { learner } = comparer
  await learner.opensTheSandbox()
  await learner.changesCode(
    'env.enableCheckpointing(4_000)',
    'env.enableCheckpointing(4_000)\nenv.getCheckpointConfig().enableUnalignedCheckpoints(false)',
  )
  await learner.runs()
  await learner.pauses()
  await comparer.comparesWith('Unaligned')
  await expect(comparer.screen).toContainText('Both runs have the same settings.')
  await comparer.button('First difference').click()
  await expect(comparer.found('First difference')).toContainText(
    /line \d+ of job.ts sets it by enableUnalignedCheckpoints/,
  )
  learner.hasNoComplaints()
})

test('on a phone the two stand above each other, and nothing is cut', async ({ page }) => {
  test.setTimeout(90_000)
  await page.setViewportSize({ width: 390, height: 844 })
  const comparer = new Comparer(page)
  await comparer.learner.opens()
  await expect(comparer.learner.button('Play')).toBeEnabled()
  await comparer.comparesWith('Another seed')
  const [a, b] = await Promise.all([
    comparer.side('A').boundingBox(),
    comparer.side('B').boundingBox(),
  ])
  expect(b?.y).toBeGreaterThanOrEqual((a?.y ?? 0) + (a?.height ?? 0))
  expect(a?.width).toBeLessThanOrEqual(390)
  await comparer.button(/^Results/).click()
  await comparer.learner.findsNothingInTheWay()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  comparer.learner.hasNoComplaints()
})
