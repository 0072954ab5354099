/** What only a browser can say: frames, the first picture, checkpoint storage. */
import { chromium, type Browser, type Page } from '@playwright/test'
import { createServer, preview } from 'vite'
import { chromiumFlags, findChromium } from '../../../scripts/browser.mjs'
import type * as InPage from '../testing/in-page.ts'
import { projectRoot } from '../project-root.ts'
import { builtPlayground } from './built.ts'
import { quantile, type Figure, type Measurement } from './figure.ts'

declare global {
  interface Window {
    inPage: typeof InPage
    movedAfter: number | null
  }
}

async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const executablePath = findChromium()
  if (executablePath === undefined)
    throw new Error('No Chromium found: run `node scripts/bootstrap.mjs --browser`.')
  const browser = await chromium.launch({ executablePath, args: chromiumFlags })
  try {
    return await work(browser)
  } finally {
    await browser.close()
  }
}

/** A blank page of the development server's origin, with the modules to measure loaded. */
async function withModules<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const server = await createServer({
    root: projectRoot,
    logLevel: 'error',
    server: { port: 0, host: 'localhost', hmr: false, watch: null },
  })
  await server.listen()
  const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '')
  try {
    return await withBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      await page.route('**/blank', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Bench</title>' }),
      )
      // The server finds dependencies while it serves them the first time, and then serves them anew.
      for (let attempt = 0; attempt < 3; attempt++) {
        await page.goto(`${origin}/blank`)
        const loaded = await page
          .evaluate(async () => {
            const path = '/src/cli/testing/in-page.ts'
            window.inPage = (await import(/* @vite-ignore */ path)) as typeof InPage
            return true
          })
          .catch(() => false)
        if (loaded && attempt > 0) break
      }
      return work(page)
    })
  } finally {
    await server.close()
  }
}

/** Ms of one frame at 60 a second, and from when on one was left out. */
const frameAt60 = 16.7
const lateFrame = 20

async function frames(): Promise<Figure[]> {
  // The quietest of several passes: what else the machine does only adds to a frame.
  const passes = await withModules((page) =>
    page.evaluate(async () => {
      const all: InPage.FrameTimes[] = []
      for (let pass = 0; pass < 4; pass++) all.push(await window.inPage.frameTimes(2_000))
      return all
    }),
  )
  const [quietest] = passes.sort((a, b) => quantile(a.script, 0.95) - quantile(b.script, 0.95))
  const { script = [], intervals = [] } = quietest ?? {}
  const figure = (name: string, value: number, unit: string, goal: number): Figure => ({
    name: `frames: ${name}, 2,000 elements in flight`,
    ...{ value, unit, goal, better: 'at-most' },
  })
  const late = intervals.filter((interval) => interval > lateFrame).length
  return [
    figure('script time p50', quantile(script, 0.5), 'ms', frameAt60),
    figure('script time p95', quantile(script, 0.95), 'ms', frameAt60),
    figure('interval p95', quantile(intervals, 0.95), 'ms', lateFrame),
    figure(`share over ${lateFrame} ms`, (100 * late) / intervals.length, '%', 5),
  ]
}

/** A large state, and what a learner's job writes. */
const storageLoads = [
  { what: '8 blobs of 1 MB', blobs: 8, bytes: 1_000_000 },
  { what: '64 blobs of 4 kB', blobs: 64, bytes: 4_000 },
] as const

async function storage(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const load of storageLoads) {
    const { ours, share } = await withModules((page) =>
      page.evaluate((given) => window.inPage.storageSpeed(given), load),
    )
    figures.push(
      {
        name: `storage: snapshot bytes written, ${load.what}`,
        value: ours / 1_000_000,
        unit: 'MB/s',
        goal: null,
        better: 'at-least',
      },
      {
        name: `storage: against raw IndexedDB, ${load.what}`,
        value: share,
        unit: 'of raw',
        goal: 0.5,
        better: 'at-least',
      },
    )
  }
  return figures
}

const stateBytes = 100_000_000

/** State of a hundred megabytes: into files in IndexedDB and back, beside the same bytes as bare values. */
async function store(): Promise<Figure[]> {
  const speed = await withModules((page) =>
    page.evaluate((bytes) => window.inPage.storeSpeed(bytes), stateBytes),
  )
  const rate = (ms: number): number => speed.bytes / (ms * 1_000)
  const figure = (name: string, value: number, unit: string): Figure => ({
    name: `store: ${name}, 100 MB of state`,
    ...{ value, unit, goal: null, better: 'at-least' },
  })
  return [
    figure('values until their files are durable', rate(speed.state), 'MB/s'),
    figure('files written', rate(speed.files), 'MB/s'),
    { ...figure('files against raw IndexedDB', speed.rawWrite / speed.files, 'of raw'), goal: 0.5 },
    figure('values until files are durable, against raw', speed.rawWrite / speed.state, 'of raw'),
    figure('files read and verified', rate(speed.read), 'MB/s'),
    {
      ...figure('files read and verified, against raw', speed.read / speed.rawRead, '× raw'),
      ...{ goal: 1.5, better: 'at-most' },
    },
    figure('files opened and every value read', rate(speed.restored), 'MB/s'),
  ]
}

/** From navigation to a picture that moves, Play pressed as soon as it is there; the best of several visits. */
async function firstUse(): Promise<Figure[]> {
  const dist = builtPlayground()
  const server = await preview({
    root: projectRoot,
    logLevel: 'error',
    build: { outDir: dist },
    preview: { port: 0, host: 'localhost' },
  })
  const address = server.resolvedUrls?.local[0] ?? ''
  try {
    const times = await withBrowser(async (browser) => {
      const visits: number[] = []
      for (let visit = 0; visit < 5; visit++) visits.push(await visitOnce(browser, address))
      return visits
    })
    return [
      {
        name: 'first use: navigation to a picture that moves on Play',
        value: Math.min(...times),
        unit: 'ms',
        goal: 1_000,
        better: 'at-most',
      },
    ]
  } finally {
    await server.close()
  }
}

/** A profile of its own each time: nothing is cached. */
async function visitOnce(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(pressPlayAtOnce)
    await page.goto(address, { waitUntil: 'commit' })
    const moved = await page.waitForFunction(() => window.movedAfter, undefined, {
      timeout: 30_000,
      polling: 20,
    })
    return (await moved.jsonValue()) ?? Number.NaN
  } finally {
    await context.close()
  }
}

/** Runs in the page before anything else: looks every frame, presses Play once, notes the first move. */
function pressPlayAtOnce(): void {
  window.movedAfter = null
  const time = () =>
    document.querySelector(
      '[role="slider"][aria-label="Virtual time"], input[aria-label="Virtual time"]',
    )
  const valueOf = (slider: Element | null) =>
    slider instanceof HTMLInputElement ? slider.value : slider?.getAttribute('aria-valuenow')
  let pressed: string | null | undefined = null
  const look = (): void => {
    const slider = time()
    if (pressed === null) {
      const play = document.querySelector<HTMLButtonElement>('button[aria-label="Play"]')
      if (play !== null && slider !== null && !play.disabled) {
        pressed = valueOf(slider)
        play.click()
      }
    } else if (valueOf(slider) !== pressed) {
      window.movedAfter = performance.now()
      return
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

export const browserFigures: readonly Measurement[] = [
  { about: 'frames', measure: frames },
  { about: 'first use', measure: firstUse },
  { about: 'storage', measure: storage },
  { about: 'store', measure: store },
]
