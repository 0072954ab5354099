/** Opens one link, in a thread that is ended when it takes too long: links come from strangers. */
import { decodeLink } from './link.ts'

addEventListener('message', (event: MessageEvent<unknown>) => {
  void decodeLink(String(event.data)).then((parsed) => {
    postMessage(parsed)
  })
})
