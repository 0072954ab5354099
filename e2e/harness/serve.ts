/** Builds and serves the wall alone, and counts who else comes asking. */
import { createServer, type Server } from 'node:http'
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
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

/** One for all workers of a run of the tests: playwright.config.ts gives the run a name. */
const outDir = join(root, 'node_modules/.cache/wall', process.env['E2E_RUN'] ?? '')
const built = `${outDir}.built`

/** Built once, by whoever comes first, as the playground itself is built. */
export async function buildHarness(): Promise<string> {
  mkdirSync(dirname(outDir), { recursive: true })
  if (!isFirst()) return waitForBuild()
  try {
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
    writeFileSync(built, '')
  } catch (error) {
    writeFileSync(built, String(error))
    throw error
  }
  return outDir
}

function isFirst(): boolean {
  try {
    mkdirSync(outDir)
    return true
  } catch {
    return false
  }
}

async function waitForBuild(): Promise<string> {
  const until = Date.now() + 120_000
  while (!existsSync(built)) {
    if (Date.now() > until) throw new Error('the harness was not built in two minutes')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const trouble = readFileSync(built, 'utf8')
  if (trouble !== '') throw new Error(`the harness could not be built: ${trouble}`)
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
