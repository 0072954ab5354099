/** What the guest itself needs of its worker, taken before the learner's code could change it. */

export interface PrivateBrowser {
  post(this: void, item: string | ArrayBuffer): void
  onMessage(this: void, take: (data: unknown) => void): void
  /** Runs a classic script; throws what it throws. Answers the name the script has in stacks. */
  runScript(this: void, code: string): string
  /** Real milliseconds; for pacing only, never for the run. */
  clock(this: void): number
  /** Calls back in a task of its own, so that messages are read in between. */
  later(this: void, work: () => void): void
}

/** The names of a worker's own global object, which the page's libraries do not know. */
interface WorkerGlobal {
  postMessage(message: unknown, transfer: Transferable[]): void
  importScripts(url: string): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

export function takePrivateBrowser(): PrivateBrowser {
  const worker = globalThis as unknown as WorkerGlobal
  const postMessage = worker.postMessage.bind(worker)
  const importScripts = worker.importScripts.bind(worker)
  const addListener = worker.addEventListener.bind(worker)
  const clock = performance.now.bind(performance)
  const PrivateBlob = Blob
  const createUrl = URL.createObjectURL.bind(URL)
  const revokeUrl = URL.revokeObjectURL.bind(URL)
  const dataOf = getterOf(MessageEvent.prototype, 'data')
  const channel = new MessageChannel()
  const wake = channel.port2.postMessage.bind(channel.port2)
  let work: (() => void) | null = null
  channel.port1.onmessage = () => {
    const due = work
    work = null
    due?.()
  }
  return {
    post: (item) => {
      postMessage(item, typeof item === 'string' ? [] : [item])
    },
    onMessage: (take) => {
      addListener('message', (event) => {
        take(dataOf(event))
      })
    },
    runScript: (code) => {
      const url = createUrl(new PrivateBlob([code], { type: 'text/javascript' }))
      try {
        importScripts(url)
      } finally {
        revokeUrl(url)
      }
      return url
    },
    clock,
    later: (next) => {
      work = next
      wake(0)
    },
  }
}

function getterOf(prototype: object, key: string): (target: object) => unknown {
  const { get } = Reflect.getOwnPropertyDescriptor(prototype, key) ?? {}
  const { apply } = Reflect
  return (target) => apply(get as () => unknown, target, [])
}
