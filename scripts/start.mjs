/** `npm start`: serves the playground, prints its address, and opens a browser where there is a screen. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createServer } from 'vite'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env['PORT'] ?? '5173' },
    host: { type: 'string', default: 'localhost' },
    open: { type: 'boolean', default: true },
    'no-open': { type: 'boolean', default: false },
  },
})

// A port that is taken is not an error: Vite takes the next one, and the printed address is the true one.
const server = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  server: { port: Number(values.port), host: values.host },
})
await server.listen()
const address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0]
console.log(`\n  Barrier Lab is at ${address}\n  Press Ctrl+C to stop.\n`)
if (address && values.open && !values['no-open'] && hasScreen()) openBrowser(address)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void server.close().finally(() => process.exit(0)))
}

function hasScreen() {
  if (process.env['CI'] || process.env['BROWSER'] === 'none') return false
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/** A browser that cannot be opened is no reason to stop: the address is on the screen. */
function openBrowser(url) {
  const [command, args] = {
    darwin: ['open', [url]],
    win32: ['cmd', ['/c', 'start', '', url]],
  }[process.platform] ?? ['xdg-open', [url]]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
