/** What a learner's code, or an attacker in its place, may try: the run ends with a reason, the page goes on. */
import { type Browser, expect, type Page } from '@playwright/test'
import type { WallOutcome, WallTest } from './harness/main.ts'
import { attempts, messages, sayDone, silences } from './harness/attacks.ts'
import { buildHarness, serveHarness, type WallServer } from './harness/serve.ts'
import { test as base } from './test.ts'
import { runToEnd } from '../src/sandbox/inline-runner.ts'
import { counting, countingJob, planOf } from '../src/sandbox/testing/plans.ts'
import { TraceHash } from '../src/trace/index.ts'

interface Wall {
  readonly server: WallServer
  run(wanted: Partial<WallTest> & { readonly job?: string }): Promise<WallOutcome>
  /** The same, and the page drew all the while; `longest`: real ms in which the run has to end. */
  drawing(
    wanted: Partial<WallTest> & { readonly job?: string },
    longest?: number,
  ): Promise<WallOutcome>
}

const test = base.extend<{ wall: Wall }, { folder: string; server: WallServer }>({
  folder: [
    // eslint wants a pattern here, Playwright a fixture that depends on none.
    async ({ browserName: _ }, use) => {
      await use(await buildHarness())
    },
    // A build takes as long as the machine is busy.
    { scope: 'worker', timeout: 180_000 },
  ],
  server: [
    async ({ folder }, use) => {
      const server = await serveHarness(folder)
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  wall: async ({ page, server }, use) => {
    server.contacts.length = 0
    await openHarness(page, server)
    const run: Wall['run'] = (wanted) => runIn(page, wanted)
    await use({
      server,
      run,
      drawing: (wanted, longest = Infinity) => runDrawn(run, wanted, longest),
    })
  },
})

async function openHarness(page: Page, server: WallServer): Promise<void> {
  await page.goto(`${server.address}/e2e/harness/index.html`)
  await page.waitForFunction(() => 'runBehindWall' in window)
}

function runIn(page: Page, { job, ...wanted }: Partial<WallTest> & { job?: string }) {
  const { plan } = planOf(job ?? countingJob(counting))
  return page.evaluate((given) => window.runBehindWall(given), { plan, until: 4_000, ...wanted })
}

/** Null, or the first two rows that are not the same: a test should not print them all. */
function firstDifference(a: readonly string[], b: readonly string[]): readonly unknown[] | null {
  const at = a.findIndex((row, index) => row !== b[index])
  return at < 0 && a.length === b.length ? null : [at, a[at], b[at]]
}

/** Real ms without a frame; a page that reads what it should not stands still for many seconds. */
const longestGap = 500
/** From the start of a run to the report of its hang, real ms: heartbeats of 2.1 and 0.85 s, and two frames that start. */
const longestHang = 4_500
/** Runs at most: what a page does with a run it does each time, what a machine does besides it does not. */
const mostRuns = 3

/**
 * The outcome, once the page drew all through a run, and a hang was told in time. Where it did not, the
 * run is repeated: a page that is held up by what it reads is held up again.
 */
async function runDrawn(
  run: Wall['run'],
  wanted: Parameters<Wall['run']>[0],
  longest: number,
): Promise<WallOutcome> {
  const late: number[][] = []
  for (let runs = 0; runs < mostRuns; runs++) {
    const outcome = await run(wanted)
    if (outcome.longestGap < longestGap && outcome.took < longest) return outcome
    late.push([outcome.longestGap, outcome.took])
  }
  throw new Error(
    `in each of ${mostRuns} runs the page stood still for ${longestGap} ms, or the end came after ${longest} ms: ${JSON.stringify(late)}`,
  )
}

test.describe('the network', () => {
  test('an attacker who owns the worker reaches nobody, in more than twenty ways', async ({
    wall,
  }) => {
    const outcome = await wall.run({ guest: attempts(wall.server.address) })
    expect(outcome.crash).toEqual({ in: 'engine', invariant: 'done' })
    expect(wall.server.contacts).toEqual([])
  })

  test('the same falls through when the frame has no policy: that policy is the wall', async ({
    wall,
  }) => {
    await wall.run({ guest: attempts(wall.server.address), frame: '/without-policy.html' })
    expect(wall.server.contacts.length).toBeGreaterThan(8)
  })

  test('a learner’s code reaches nobody; import() is the one way it has words for', async ({
    wall,
  }) => {
    const address = `${wall.server.address}/out`
    const tries = [
      "fetch('$/fetch')",
      "new XMLHttpRequest().open('GET', '$/xhr')",
      "new WebSocket('$/ws')",
      "new EventSource('$/es')",
      "importScripts('$/import-scripts')",
      "new Worker('$/worker')",
      "navigator.sendBeacon('$/beacon')",
      "(0, eval)('fetch')('$/eval')",
      "Function('return fetch')()('$/function')",
      "(globalThis as any).constructor.constructor('return fetch')()('$/constructor')",
    ].map(
      (code) =>
        `try { ${code.replaceAll('$', address)}; said.push('through') } catch (e: any) { said.push(e.name) }`,
    )
    const job = countingJob(
      'out.collect(said)',
      `const said: string[] = [];\n(0, eval)("import('${address}/import')").catch(() => 0)\n${tries.join('\n')}`,
    )
    const outcome = await wall.run({ job })
    expect(outcome.crash).toBeNull()
    expect(outcome.rows[0]).toContain('ReferenceError')
    expect(outcome.rows[0]).not.toContain('through')
    expect(wall.server.contacts).toEqual([])
  })

  test('neither storage nor page nor another tab can be reached', async ({ wall, page }) => {
    await page.evaluate(() => {
      const channel = new BroadcastChannel('barrier-lab')
      channel.onmessage = () => document.body.append('reached')
      localStorage.setItem('secret', '1')
      indexedDB.open('secret')
    })
    const reach = [
      "new BroadcastChannel('barrier-lab').postMessage(1)",
      'await new Promise((done) => { const r = indexedDB.open("secret"); r.onsuccess = () => { said.push("IndexedDB"); done() }; r.onerror = done })',
      'if (localStorage.secret) said.push("localStorage")',
      'if (parent.document.body) said.push("page")',
      'await (await navigator.storage.getDirectory()).getFileHandle("x", { create: true }); said.push("files")',
      'await caches.open("x"); said.push("caches")',
      'await navigator.locks.request("x", () => said.push("locks"))',
    ].map((code) => `try { ${code} } catch {}`)
    const done = sayDone.replace('"done"', "' + JSON.stringify(said.join()) + '")
    const outcome = await wall.run({
      guest: `(async () => { const said = []; ${reach.join('\n')}; ${done} })()`,
    })
    expect(outcome.crash).toEqual({ in: 'engine', invariant: '' })
    await expect(page.locator('body')).not.toContainText('reached')
  })
})

test.describe('messages that would hold the page up', () => {
  for (const [name, code] of Object.entries(messages)) {
    test(name, async ({ wall }) => {
      const outcome = await wall.drawing({ guest: `postMessage('!ready ');\n${code}` })
      expect(['wall', 'user-code']).toContain(outcome.crash?.in)
      expect(outcome.frames).toBe(0)
    })
  }

  test('a guest that says it crashed with markup is quoted, not shown as markup', async ({
    wall,
  }) => {
    const invariant = '<img src=x onerror=alert(1)>'
    const crash = JSON.stringify({ in: 'engine', invariant })
    const outcome = await wall.run({
      guest: `postMessage('.crashed - ' + ${JSON.stringify(crash)})`,
    })
    expect(outcome.crash).toEqual({ in: 'engine', invariant })
  })
})

test.describe('code that does not come back', () => {
  const loops: Record<string, string> = {
    'an endless loop': 'for (;;) {}',
    'a regular expression': "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    'a number that grows': 'let x = 3n; for (let i = 0; i < 40; i++) x = x ** 7n',
    'promises without end': 'const f = (): any => Promise.resolve().then(f); f()',
    'a comparison that loops': '[2, 1].sort(() => { for (;;) {} })',
    'a toString that loops': 'String({ toString() { for (;;) {} } })',
    'lists without end': 'const a: any[] = []; for (;;) a.push(new Array(1e6).fill(n))',
    'buffers without end': 'const a: any[] = []; for (;;) a.push(new Uint8Array(5e7).fill(1))',
  }
  for (const [name, code] of Object.entries(loops)) {
    test(`${name}: operator, subtask and record are named, the trace stays`, async ({ wall }) => {
      const job = countingJob(
        `const n = (this.total.value() ?? 0) + 1; this.total.update(n)
        if (n === 4) { ${code} }
        out.collect({ n })`,
      )
      const outcome = await wall.drawing({ job }, longestHang)
      expect(outcome.crash).toMatchObject({
        in: 'user-code',
        during: { operator: 'count', record: expect.stringContaining('"key"') as unknown },
      })
      expect(outcome.events).toBeGreaterThan(50)
      expect(outcome.frames).toBe(0)
    })
  }

  test('a program that never gets to its job', async ({ wall }) => {
    const outcome = await wall.drawing({ job: countingJob(counting, 'while (true) {}') })
    expect(outcome.crash).toMatchObject({ in: 'user-code', code: 'unresponsive', during: null })
  })

  for (const [name, code] of Object.entries(silences)) {
    test(`an attacker who owns the worker: ${name}`, async ({ wall }) => {
      const outcome = await wall.drawing({ guest: `postMessage('!ready ');\n${code}` })
      expect(outcome.crash).toMatchObject({ in: 'user-code', code: 'unresponsive' })
    })
  }

  test('an operator that emits for ever meets a limit', async ({ wall }) => {
    const outcome = await wall.drawing({ job: countingJob('for (;;) out.collect({ n: 1 })') })
    expect(outcome.crash ?? outcome.kinds['task-failed']).toBeTruthy()
  })

  test('recursion without end fails the task, as in Flink', async ({ wall }) => {
    const outcome = await wall.run({ job: countingJob('const f = (): number => f() + 1; f()') })
    expect(outcome.kinds['task-failed']).toBeGreaterThan(0)
  })
})

test.describe('tampering', () => {
  /** Each throws when it gets hold of nothing. */
  const tampering: Record<string, string> = {
    'what messages say':
      "Object.defineProperty((globalThis as any).MessageEvent.prototype, 'data', { get() { return 1 } })",
    'Map.get': 'Map.prototype.get = () => 1',
    'Array.push': 'Array.prototype.push = () => 1',
    'Array iteration': '(Array.prototype as any)[Symbol.iterator] = function* () {}',
    iterators: 'Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true })',
    'Object.entries': 'Object.entries = () => []',
    'Object.prototype': "(Object.prototype as any).kind = 'put-blob'",
    'a setter for all': "Object.defineProperty(Object.prototype, 'seq', { set() {} })",
    JSON: "JSON.stringify = () => '[]'",
    'Promise.then': 'Promise.prototype.then = (() => 1) as any',
    'Symbol.hasInstance': 'Object.defineProperty(Error, Symbol.hasInstance, { value: () => true })',
    'Error.prepareStackTrace': '(Error as any).prepareStackTrace = (_: any, sites: any) => sites',
    'typed arrays': 'Uint8Array.prototype.set = () => 1',
    'a global': '(globalThis as any).Map = class {}',
    'a new global': '(globalThis as any).leak = 1',
    'the caller':
      "if (Function('return arguments.callee.caller')() === null) throw new TypeError('no caller')",
    'flink itself': '(KeyedProcessFunction.prototype as any).open = () => 1',
    'the definer of modules': '(globalThis as any).__barrierLabDefine("job.ts", () => 1)',
    'the worker': '(globalThis as any).postMessage("!pong ")',
    'the global’s prototype':
      "if (Object.getOwnPropertyNames(Object.getPrototypeOf(globalThis)).every((name) => /^[A-Z_]+$/.test(name))) throw new TypeError('nothing')",
  }
  test('nothing the engine relies on can be had, and the run is the one without the attempts', async ({
    wall,
  }) => {
    const attempts = Object.entries(tampering).map(
      ([name, code]) => `try { ${code}; said.push(${JSON.stringify(name)}) } catch { failed++ }`,
    )
    const before = `const said: string[] = []\nlet failed = 0\n${attempts.join('\n')}
      console.log(said.join(), failed)`
    const outcome = await wall.run({ job: countingJob(counting, before) })
    const count = attempts.length
    const untouched = await wall.run({ job: countingJob(counting, `console.log('', ${count})`) })
    expect(outcome.logged[0]).toBe(` ${count}`)
    expect(outcome.rows.length).toBeGreaterThan(10)
    expect(outcome.hash).toBe(untouched.hash)
  })

  test('the names a learner’s code can say are those of the language', async ({ wall }) => {
    const walk = `const seen = new Set<any>()
      const walk = (value: any): void => {
        if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
        if (seen.has(value)) return
        seen.add(value)
        walk(Object.getPrototypeOf(value))
        for (const key of Reflect.ownKeys(value)) {
          const d = Reflect.getOwnPropertyDescriptor(value, key)!
          walk(d.value); walk(d.get); walk(d.set)
        }
      }
      walk(globalThis)
      const names = [...seen].filter((v) => typeof v === 'function').map((v) => v.name)
      const frozen = [...seen].filter((v) => v !== globalThis && !Object.isFrozen(v) && v !== walk && v !== seen)
      console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))
      console.log(JSON.stringify(names.filter((name) => /fetch|post|import|open|Worker|URL|Request|Timeout|now|Message/.test(name))))
      console.log(frozen.length)`
    const { logged } = await wall.run({ job: countingJob(counting, walk) })
    const [globals = '', suspicious, notFrozen] = logged
    expect(JSON.parse(globals)).not.toContain('fetch')
    expect((JSON.parse(globals) as string[]).length).toBeLessThan(70)
    expect(suspicious).toBe('["now","now"]')
    expect(notFrozen).toBe('0')
  })

  test('what people write every day still works', async ({ wall }) => {
    const everyday = `class Refused extends Error { constructor(m: string) { super(m); this.name = 'Refused' } }
      const own: any = {}; own.toString = () => 'own'; own.constructor = 1; own.valueOf = () => 7
      function Old(this: any) { this.a = 1 }
      Old.prototype.constructor = Old
      Old.prototype.toString = () => 'old'
      const e: any = new TypeError('x'); e.message = 'changed'; e.name = 'Mine'
      class List extends Array { first() { return this[0] } }
      const list = new List(); list.push(3)
      console.log([new Refused('no').name, String(own), +own, String(new (Old as any)()), String(e), list.first(), list.map((x: number) => x + 1) instanceof List].join(' '))`
    const { logged } = await wall.run({ job: countingJob(counting, everyday) })
    expect(logged[0]).toBe('Refused own 7 old Mine: changed 3 true')
  })
})

test.describe('clock, chance, place', () => {
  const everything = `out.collect([
    Date.now(), new Date().toString(), String(new Date(2024, 0, 31, 12)), new Date('2024-05-01T10:00').toISOString(),
    new Date(0).getHours(), new Date(0).getTimezoneOffset(), new Date(1e12).toLocaleString(), Date.parse('May 5, 2020'),
    new (new Date().constructor as any)().getTime(), Math.random(), Math.random(), performance.now(),
    (1234567.891).toLocaleString(), 'ä'.localeCompare('z'), 'I'.toLocaleLowerCase(), [1234.5, new Date(0)].toLocaleString(),
    typeof Intl, typeof Temporal, typeof WeakRef, typeof FinalizationRegistry, typeof crypto, typeof setTimeout,
    String(new Error('x').stack),
  ].map(String))`.replace('typeof Temporal', 'typeof (globalThis as any).Temporal')

  async function elsewhere(browser: Browser, folder: string, place: object): Promise<WallOutcome> {
    const context = await browser.newContext(place)
    const server = await serveHarness(folder)
    const page = await context.newPage()
    await openHarness(page, server)
    const outcome = await runIn(page, { job: countingJob(everything) })
    await context.close()
    await server.close()
    return outcome
  }

  test('a run in another place, zone and moment is the same run; in Node too', async ({
    browser,
    folder,
  }) => {
    const here = await elsewhere(browser, folder, { locale: 'en-GB', timezoneId: 'UTC' })
    const there = await elsewhere(browser, folder, { locale: 'de-DE', timezoneId: 'Asia/Kolkata' })
    const turkey = await elsewhere(browser, folder, {
      locale: 'tr-TR',
      timezoneId: 'America/St_Johns',
    })
    expect(here.rows.length).toBeGreaterThan(10)
    expect(firstDifference(there.rows, here.rows)).toBeNull()
    expect(turkey.hash).toBe(here.hash)
    const { events } = runToEnd(planOf(countingJob(everything)), 4_000 as never)
    const hash = new TraceHash()
    const rows: string[] = []
    for (const event of events) {
      hash.add(event)
      if (event.kind === 'sink-written') rows.push(event.value)
    }
    expect(firstDifference(rows, here.rows)).toBeNull()
    expect(hash.value).toBe(here.hash)
  })
})

test.describe('values', () => {
  const values: Record<string, string> = {
    'a proxy': 'new Proxy({}, { ownKeys() { throw new Error("no") } })',
    'a proxy without end':
      'new Proxy({}, { get: () => new Proxy({}, {}), ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) })',
    'a getter that changes its mind': '{ get a() { return Math.random() > 0.5 ? 1 : { b: 2 } } }',
    'a getter that throws': '{ get a() { throw new Error("no") } }',
    'a toString that throws': '{ toString() { throw new Error("no") } }',
    'a thrown toJSON': '{ toJSON() { throw new Error("no") } }',
    'a circle': '(() => { const a: any = {}; a.a = a; return a })()',
    '100,000 levels':
      '(() => { let a: any = {}; for (let i = 0; i < 1e5; i++) a = { a }; return a })()',
    'a list of 2^32 holes': '(() => { const a: any[] = []; a.length = 2 ** 32 - 1; return a })()',
    'names of prototypes':
      'JSON.parse(\'{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}\')',
    'half a letter': '"\\ud800"',
    'minus zero and no number': '[-0, NaN, Infinity]',
    'a function': '() => 1',
    'a symbol': 'Symbol("x")',
    'a text of 100 MB': '"x".repeat(1e8)',
    markup: '"<img src=x onerror=alert(1)><script>alert(1)</script>"',
    'an error that throws': 'new Proxy(new Error("x"), { get() { throw new Error("y") } })',
  }
  for (const [name, value] of Object.entries(values)) {
    test(`emitted, kept and thrown: ${name}`, async ({ wall, page }) => {
      const attempts = [
        `out.collect(${value})`,
        `this.total.update(${value} as any)`,
        `console.log(${value})`,
      ].map((code) => `try { ${code} } catch (e: any) { console.log('refused') }`)
      const job = countingJob(`${attempts.join('\n')}\nthrow ${value}`)
      const outcome = await wall.drawing({ job, until: 1_500 })
      // The task fails; or, where only looking at the value takes too long, the run ends.
      const ended = outcome.crash?.in === 'user-code' || 'task-failed' in outcome.kinds
      expect(ended, JSON.stringify(outcome.crash)).toBe(true)
      expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
    })
  }
})
