/** The reference: found by search, by keyboard, by address, from the editor and from a program's text; the run stays as it is. */
import { expect } from '@playwright/test'
import { Learner } from './learner.ts'
import { test } from './test.ts'

const open = (learner: Learner) => learner.page.getByRole('dialog', { name: 'Reference' })
const search = (learner: Learner) =>
  open(learner).getByRole('combobox', { name: 'Search the reference' })
const article = (learner: Learner, name: string) =>
  open(learner).getByRole('region', { name, exact: true })

test('a learner finds a name by search, and the run stays where it was', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.presses('Step')
  await learner.rests()
  const step = await learner.step()
  await page.getByRole('link', { name: 'Reference' }).click()
  await expect(search(learner)).toBeFocused()
  await learner.findsNothingInTheWay()
  await search(learner).fill('valuest')
  await open(learner).getByRole('option', { name: 'ValueState Interface, State' }).click()
  await expect(article(learner, 'ValueState').getByRole('heading', { level: 2 })).toHaveText(
    'ValueState',
  )
  await expect(article(learner, 'ValueState')).toContainText('One value per key')
  await learner.findsNothingInTheWay()
  await article(learner, 'ValueState')
    .getByRole('link', { name: 'STA-1', exact: true })
    .first()
    .click()
  await expect(article(learner, 'STA-1')).toContainText('Keyed state')
  await page.keyboard.press('Escape')
  await expect(open(learner)).toBeHidden()
  await expect(page).not.toHaveURL(/#/)
  expect(await learner.step()).toBe(step)
  learner.hasNoComplaints()
})

test('by keyboard alone: D, words, arrows, Enter, slash, Esc', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await page.keyboard.press('d')
  await expect(search(learner)).toBeFocused()
  await page.keyboard.type('keyBy')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#reference\/DataStream\.keyBy$/)
  await expect(article(learner, 'DataStream.keyBy')).toBeFocused()
  await expect(article(learner, 'DataStream.keyBy')).toContainText('key_is_null')
  await page.keyboard.press('/')
  await expect(search(learner)).toBeFocused()
  await page.keyboard.type('addSink')
  await page.keyboard.press('Enter')
  await expect(article(learner, 'DataStream.addSink')).toContainText('sinkTo(sink)')
  await page.keyboard.press('Escape')
  await expect(open(learner)).toBeHidden()
  learner.hasNoComplaints()
})

test('an address opens a member; Back leads out of it, and the place below is as it was', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opens('./#reference/ListState.addAll')
  await expect(article(learner, 'ListState.addAll')).toContainText('addAll(')
  await page.keyboard.press('Escape')
  await learner.seesTheJob()

  await learner.opens('./#lesson/barriers-wait-in-line')
  const heading = learner.lesson.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText('The barrier waits in line')
  await page.getByRole('link', { name: 'Reference' }).click()
  await expect(open(learner)).toBeVisible()
  await page.goBack()
  await expect(open(learner)).toBeHidden()
  await expect(page).toHaveURL(/#lesson\/barriers-wait-in-line$/)
  await expect(heading).toHaveText('The barrier waits in line')
  learner.hasNoComplaints()
})

test('the editor’s hover leads to the name’s page', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.turnsTo('Code')
  const editor = learner.dock.locator('.monaco-editor').first()
  await expect(editor).toBeVisible({ timeout: 40_000 })
  const name = editor.getByText('KafkaSource', { exact: true }).first()
  const link = page.getByRole('link', { name: /^Open KafkaSource.* in the reference$/ })
  await expect(async () => {
    await page.mouse.move(0, 0)
    await name.hover()
    await expect(link).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 40_000 })
  await link.click()
  await expect(article(learner, 'KafkaSource').getByRole('heading', { level: 2 })).toHaveText(
    'KafkaSource',
  )
  learner.hasNoComplaints()
})

test('the text of a program leads to the reference, and back', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opens('./#gallery/broadcast-rules')
  await learner.lesson.getByRole('link', { name: 'broadcast state' }).click()
  await expect(article(learner, 'BroadcastState')).toContainText('BroadcastState')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/#gallery\/broadcast-rules$/)
  learner.hasNoComplaints()
})

test('the text of a lesson leads to a name and to a rule', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opens('./#lesson/barriers-wait-in-line')
  await learner.lesson.getByRole('link', { name: 'parallelism', exact: true }).click()
  await expect(article(learner, 'SingleOutputStreamOperator.setParallelism')).toBeVisible()
  await page.keyboard.press('Escape')
  await learner.presses('Show solution')
  await learner.lesson.getByRole('link', { name: 'BAR-1' }).first().click()
  await expect(article(learner, 'BAR-1')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/#lesson\/barriers-wait-in-line$/)
  learner.hasNoComplaints()
})

test('a message about one’s code is explained', async ({ page }) => {
  const learner = new Learner(page)
  await learner.opensTheSandbox()
  await learner.changesCode('.keyBy(', '.keyBi(')
  await learner.presses('Run')
  await learner.dock.getByRole('link', { name: 'Explain this message' }).first().click()
  await expect(open(learner)).toContainText('The code outside the operators runs once')
  await page.keyboard.press('Escape')
})

test('on a phone the list gives way to the page, and comes back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const learner = new Learner(page)
  await learner.opens('./')
  await learner.chooses('More', 'Reference')
  await expect(search(learner)).toBeVisible()
  await page.keyboard.press('Escape')
  await learner.opens('./#reference/ValueState')
  await expect(article(learner, 'ValueState')).toBeVisible()
  await learner.findsNothingInTheWay()
  await learner.presses('All names')
  await expect(search(learner)).toBeVisible()
  await learner.findsNothingInTheWay()
  await open(learner)
    .getByRole('option', { name: /^MapState Interface|^MapState interface/ })
    .click()
  await expect(article(learner, 'MapState')).toBeVisible()
  learner.hasNoComplaints()
})
