/** One walled-off frame: an iframe of opaque origin that relays between the page and a worker. */
import type { WireItem } from '../wire.ts'

export interface FrameListener {
  /** An item of the worker's, as the relay let it through: type and size are checked, nothing else. */
  said(item: unknown): void
  /** The relay answered a ping, whether or not the worker does. */
  alive(): void
  /** The relay ended the worker, with the reason. */
  cut(reason: string): void
  /** An error nobody caught in the worker. */
  failed(message: string): void
}

/** Where the relay is served, and what its worker runs. */
export interface FrameSource {
  readonly url: string
  /** The guest bundle: one classic script. */
  readonly guest: string
}

export class Frame {
  readonly #element: HTMLIFrameElement
  readonly #worker = new MessageChannel()
  readonly #relay = new MessageChannel()

  constructor(source: FrameSource) {
    this.#element = makeElement(source.url)
    this.#element.addEventListener(
      'load',
      () => {
        // An opaque origin has no name to address; the ports reach nobody but this one frame.
        const ports = [this.#worker.port2, this.#relay.port2]
        this.#element.contentWindow?.postMessage(source.guest, '*', ports)
      },
      { once: true },
    )
    document.body.append(this.#element)
  }

  /** Until then the ports keep what was said. */
  listen(listener: FrameListener): void {
    this.#worker.port1.onmessage = (event: MessageEvent<unknown>) => {
      listener.said(event.data)
    }
    this.#relay.port1.onmessage = (event: MessageEvent<unknown>) => {
      hear(String(event.data), listener)
    }
  }

  post(items: readonly WireItem[]): void {
    for (const item of items) {
      this.#worker.port1.postMessage(item, typeof item === 'string' ? [] : [item])
    }
  }

  /** Ends the worker at once, whatever it is doing. */
  remove(): void {
    this.#worker.port1.close()
    this.#relay.port1.close()
    this.#element.remove()
  }
}

function makeElement(url: string): HTMLIFrameElement {
  const element = document.createElement('iframe')
  element.setAttribute('sandbox', 'allow-scripts')
  element.setAttribute('aria-hidden', 'true')
  element.title = 'Sandbox'
  element.tabIndex = -1
  // Not display: none, which lets some browsers put the frame to sleep.
  Object.assign(element.style, {
    position: 'fixed',
    width: '0',
    height: '0',
    border: '0',
    visibility: 'hidden',
  })
  element.src = url
  return element
}

function hear(text: string, listener: FrameListener): void {
  const [word = ''] = text.split(' ', 1)
  const rest = text.slice(word.length + 1)
  if (word === 'alive') listener.alive()
  else if (word === 'cut') listener.cut(rest)
  else listener.failed(rest)
}
