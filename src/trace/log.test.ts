import { expect, test } from 'vitest'
import type { EventSeq, VirtualTime } from '../model/index.ts'
import { type TraceEvent, TraceLog } from './index.ts'

const length = 9_000
const seq = (n: number) => n as EventSeq

/** Event k says so; ten events share an instant. */
function event(k: number, text = `event ${k}`): TraceEvent {
  const at = Math.floor(k / 10) as VirtualTime
  return { kind: 'logged', subtask: null, text, seq: seq(k), at, cause: null }
}

function logOf(events: number): TraceLog {
  const log = new TraceLog()
  log.append(Array.from({ length: events }, (_, k) => event(k)))
  return log
}

function textsOf(log: TraceLog): string[] {
  return [...log.slice(seq(0), seq(log.length))].map((e) => (e.kind === 'logged' ? e.text : ''))
}

test('old events read as they were written, and a time finds its last event', () => {
  const log = logOf(length)
  expect(textsOf(log)).toEqual(Array.from({ length }, (_, k) => `event ${k}`))
  for (const time of [0, 1, 203, 204, 205, 499, 899])
    expect(log.seqAfter(time as VirtualTime)).toBe(10 * (time + 1))
})

for (const cut of [0, 1, 2_047, 2_048, 5_000, 6_144, 8_999, 9_000]) {
  test(`a log cut at ${cut} can be written another way from there`, () => {
    const log = logOf(length)
    log.at(seq(100))
    log.truncate(cut)
    expect(log.length).toBe(cut)
    log.append(Array.from({ length: 5_000 }, (_, k) => event(cut + k, `other ${cut + k}`)))
    const texts = textsOf(log)
    expect(texts.slice(0, cut)).toEqual(textsOf(logOf(cut)))
    expect(texts.slice(cut)).toEqual(Array.from({ length: 5_000 }, (_, k) => `other ${cut + k}`))
  })

  test(`a log of the first ${cut} events does not change what it was taken from`, () => {
    const log = logOf(length)
    const prefix = log.prefix(cut)
    expect(textsOf(prefix)).toEqual(textsOf(logOf(cut)))
    prefix.append(Array.from({ length: 3_000 }, (_, k) => event(cut + k, 'other')))
    expect(textsOf(log)).toEqual(textsOf(logOf(length)))
  })
}
