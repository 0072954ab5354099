import { expect, test } from 'vitest'
import { keyCard } from './keyboard-card.ts'
import { actionFor, actionOfKey, type KeyFocus } from './keyboard.ts'

const nowhere: KeyFocus = { types: false, presses: false, walks: false }
const press = (
  key: string,
  more: { shiftKey?: boolean; ctrlKey?: boolean; altKey?: boolean } = {},
) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})

test('Space plays and pauses, arrows step', () => {
  expect(actionFor(press(' '), nowhere)).toBe('play')
  expect(actionFor(press('ArrowRight'), nowhere)).toBe('step')
  expect(actionFor(press('ArrowLeft', { shiftKey: true }), nowhere)).toBe('previous-of-kind')
})

test('a text field owns every key but those with Ctrl, and Esc leaves it', () => {
  const typing = { ...nowhere, types: true }
  expect(actionFor(press('b'), typing)).toBeNull()
  expect(actionFor(press(' '), typing)).toBeNull()
  expect(actionFor(press('Enter', { ctrlKey: true }), typing)).toBe('run')
  expect(actionFor(press('Escape'), typing)).toBe('close')
})

test('a focused button owns Space, a slider owns its arrows', () => {
  expect(actionFor(press(' '), { ...nowhere, presses: true })).toBeNull()
  expect(actionFor(press('ArrowRight'), { ...nowhere, walks: true })).toBeNull()
  expect(actionFor(press('b'), { ...nowhere, presses: true, walks: true })).toBe('next-barrier')
})

test('a letter with Ctrl or Alt belongs to the browser unless the map says so', () => {
  expect(actionFor(press('r', { ctrlKey: true }), nowhere)).toBeNull()
  expect(actionFor(press('ArrowLeft', { altKey: true }), nowhere)).toBeNull()
})

test('the card tells of every key: nine of them are tabs, in one row', () => {
  const told = new Set(keyCard.map(({ action }) => action))
  const untold = Object.values(actionOfKey).filter((action) => !told.has(action))
  expect(untold).toEqual(['tab-2', 'tab-3', 'tab-4', 'tab-5', 'tab-6', 'tab-7', 'tab-8', 'tab-9'])
  expect(keyCard.filter(({ action }) => !Object.values(actionOfKey).includes(action))).toEqual([])
})
