/**
 * The first script of the page. A browser takes about as long to make the walled-off frame as to fetch and
 * start the playground, so both begin here, at once.
 */
import guest from 'virtual:guest'
import { Frames } from '../sandbox/host/frames.ts'
import { isLink } from './link-hash.ts'

const frames = new Frames({ url: new URL('./sandbox.html', document.baseURI).href, guest })
// Somebody else's code waits for a click, and its frame with it.
if (!isLink(location.hash)) frames.prepare()

import('./main.ts').then(({ open }) => {
  open(frames)
}, tell)

/** Whatever is missing, it is not on the screen: the page says so itself. */
function tell(): void {
  const place = document.querySelector('#app')
  if (place === null) return
  const text = document.createElement('p')
  text.setAttribute('role', 'alert')
  text.style.margin = '24px'
  text.textContent =
    'Barrier Lab could not be loaded. Look at the connection, then reload the page.'
  place.replaceChildren(text)
}
