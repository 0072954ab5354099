import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { limits } from '../model/index.ts'
import { defaultScenario, type ParsedScenario } from '../scenario/index.ts'
import { decodeLink, encodeLink } from './link.ts'
import { type LinkWorker, openLink } from './link-opener.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A worker that does with a link what the test says. */
function workerThat(answers: (link: string, worker: LinkWorker) => void) {
  const worker = {
    onmessage: null as LinkWorker['onmessage'],
    onerror: null as LinkWorker['onerror'],
    postMessage: (link: string) => {
      answers(link, worker)
    },
    terminate: vi.fn(),
  }
  return worker
}

function say(worker: LinkWorker, parsed: ParsedScenario): void {
  worker.onmessage?.call(worker as Worker, { data: parsed } as MessageEvent)
}

test('a link is opened by a worker, which is ended behind it', async () => {
  const worker = workerThat((link, itself) => void decodeLink(link).then((it) => say(itself, it)))
  const scenario = { ...defaultScenario, seed: 7 }
  const link = await encodeLink(scenario)
  expect(await openLink(link, () => worker)).toEqual({ scenario, notices: [] })
  expect(worker.terminate).toHaveBeenCalledOnce()
})

test('a decoder that does not come back is ended when its time is over', async () => {
  const worker = workerThat(() => undefined)
  const opened = openLink('#1.AAAA', () => worker)
  await vi.advanceTimersByTimeAsync(limits.linkMilliseconds - 1)
  expect(worker.terminate).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(await opened).toMatchObject({ misuses: [{ code: 'link_too_large' }] })
  expect(worker.terminate).toHaveBeenCalledOnce()
})

test('a link that is too long is refused without a worker', async () => {
  const start = vi.fn()
  const long = `#1.${'A'.repeat(limits.linkCharacters)}`
  expect(await openLink(long, start)).toMatchObject({ misuses: [{ code: 'link_too_long' }] })
  expect(start).not.toHaveBeenCalled()
})

test('a worker that cannot be fetched is no fault of the link', async () => {
  const worker = workerThat((_, itself) => {
    ;(itself.onerror as (() => void) | null)?.()
  })
  await expect(openLink('#1.AAAA', () => worker)).rejects.toThrow('cannot be fetched')
  expect(worker.terminate).toHaveBeenCalledOnce()
})
