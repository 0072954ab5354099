/**
 * Opens links in a worker of their own: whatever a link does to its decoder, the page goes on drawing,
 * and when its time is over the worker is ended. Decoding has limits of its own too (link.ts).
 */
import { limits, type Misuse } from '../model/index.ts'
import type { ParsedScenario } from '../scenario/index.ts'

/** What is needed of a worker. */
export type LinkWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>

/**
 * The scenario of a link, or what is wrong with the link. Rejects when the worker itself cannot be
 * fetched; nothing that is in a link makes it reject.
 */
export async function openLink(
  link: string,
  start: () => LinkWorker = startWorker,
): Promise<ParsedScenario> {
  const limit = limits.linkCharacters
  if (link.length > limit) return refusal('link_too_long', { limit })
  const worker = start()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<ParsedScenario>((resolve) => {
    timer = setTimeout(() => {
      resolve(refusal('link_too_large', { limit: limits.linkInflatedBytes }))
    }, limits.linkMilliseconds)
  })
  try {
    return await Promise.race([answerOf(worker, link), late])
  } finally {
    clearTimeout(timer)
    worker.terminate()
  }
}

function answerOf(worker: LinkWorker, link: string): Promise<ParsedScenario> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<ParsedScenario>) => {
      resolve(event.data)
    }
    worker.onerror = () => {
      reject(new Error('what opens links cannot be fetched'))
    }
    worker.postMessage(link)
  })
}

function startWorker(): LinkWorker {
  return new Worker(new URL('./link-worker.ts', import.meta.url), { type: 'module' })
}

function refusal(code: string, values: Misuse['values']): ParsedScenario {
  return { misuses: [{ code, at: null, values }] }
}
