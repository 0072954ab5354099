/** Builds and serves the wall alone, and counts who else comes asking. */
import { createServer, type Server } from 'node:http'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
}

export interface WallServer {
  readonly address: string
  /** Paths that were asked for and are no file of the harness: each is a hole in the wall. */
  readonly contacts: string[]
  close(): Promise<void>
}

/** Built once for each worker of the test runner, as the playground itself is built. */
export async function buildHarness(): Promise<string> {
  const outDir = join(root, 'node_modules/.cache/wall', String(process.pid))
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: true,
      sourcemap: false,
      rolldownOptions: { input: join(root, 'e2e/harness/index.html') },
    },
  })
  return outDir
}

/** Any path that begins with `/out/` is answered too, so that nothing fails for want of an answer. */
export async function serveHarness(folder: string): Promise<WallServer> {
  const contacts: string[] = []
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = join(folder, pathname)
    response.setHeader('Access-Control-Allow-Origin', '*')
    if (pathname === '/without-policy.html') {
      // The same relay, its policy taken out: to see that the policy is what holds.
      const relay = readFileSync(join(folder, 'sandbox.html'), 'utf8')
      response.setHeader('Content-Type', 'text/html')
      response.end(relay.replace(/<meta\s+http-equiv[^>]*>/, ''))
      return
    }
    if (!pathname.startsWith('/out/') && existsSync(file) && extname(file) in types) {
      response.setHeader('Content-Type', types[extname(file)] ?? '')
      createReadStream(file).pipe(response)
      return
    }
    if (pathname !== '/favicon.ico') contacts.push(`${request.method ?? ''} ${pathname}`)
    response.setHeader('Content-Type', 'text/javascript')
    response.end('globalThis.reached = true')
  })
  server.on('upgrade', (request, socket) => {
    contacts.push(`UPGRADE ${request.url ?? ''}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    address: `http://127.0.0.1:${port}`,
    contacts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        // The browser keeps connections for later.
        server.closeAllConnections()
      }),
  }
}
