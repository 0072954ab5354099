import { expect, test } from 'vitest'
import { LineEditor } from './line.ts'

function typed(history: readonly string[], ...data: readonly string[]): LineEditor {
  const editor = new LineEditor(history)
  for (const one of data) editor.press(one)
  return editor
}

test('letters go in where the cursor is; keys move and delete', () => {
  expect(typed([], 'flnk', '\x1b[D', '\x1b[D', 'i').line).toEqual({ text: 'flink', at: 3 })
  expect(typed([], 'abc', '\x7f', '\x01', '\x1b[3~').line).toEqual({ text: 'b', at: 0 })
  expect(typed([], 'flink list', '\x17').line.text).toBe('flink ')
  expect(typed([], 'flink list', '\x1b[D', '\x0b').line.text).toBe('flink lis')
  expect(typed([], 'flink list', '\x15').line).toEqual({ text: '', at: 0 })
  expect(typed([], 'ab', '\x1b[H', '\x1b[F', 'c').line.text).toBe('abc')
})

test('what means nothing for a line changes nothing', () => {
  const editor = new LineEditor([])
  expect(editor.press('\x1b[5~')).toBe(false)
  expect(editor.press('\x00')).toBe(false)
  expect(editor.line.text).toBe('')
})

test('up and down: the lines before, and the one that was being typed', () => {
  const history = ['one', 'two']
  const editor = typed(history, 'thr', '\x1b[A')
  expect(editor.line.text).toBe('two')
  for (const key of ['\x1b[A', '\x1b[A', '\x1b[A']) editor.press(key)
  expect(editor.line.text).toBe('one')
  for (const key of ['\x1b[B', '\x1b[B', '\x1b[B']) editor.press(key)
  expect(editor.line.text).toBe('thr')
  expect(editor.take()).toBe('thr')
  expect(editor.line).toEqual({ text: '', at: 0 })
})
