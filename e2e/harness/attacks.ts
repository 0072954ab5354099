/**
 * What an attacker would run who owned the worker: no allow-list before it, no engine beside it.
 * Plain scripts, since the guest bundle is one too.
 */

/** Ways to reach a server from a worker. `$` stands for an address where every path answers. */
const networkAccess: Readonly<Record<string, string>> = {
  fetch: "await fetch('$/fetch')",
  'fetch without reading':
    "await fetch('$/no-cors', { mode: 'no-cors', method: 'POST', body: 'x' })",
  'fetch that outlives':
    "await fetch('$/keepalive', { keepalive: true, method: 'POST', body: 'x' })",
  'fetch of a request': "await fetch(new Request('$/request'))",
  'fetch by another name':
    "await Reflect.apply(Object.getPrototypeOf(globalThis).fetch ?? fetch, globalThis, ['$/proto'])",
  XMLHttpRequest:
    "await new Promise((done) => { const x = new XMLHttpRequest(); x.onloadend = done; x.open('GET', '$/xhr'); x.send() })",
  'XMLHttpRequest that blocks':
    "const x = new XMLHttpRequest(); x.open('GET', '$/xhr-sync', false); x.send()",
  WebSocket:
    "await new Promise((done) => { const s = new WebSocket('$/ws'.replace('http', 'ws')); s.onerror = s.onclose = done })",
  'WebSocket as a stream': "await new WebSocketStream('$/wss'.replace('http', 'ws')).opened",
  WebTransport: "await new WebTransport('$/wt'.replace('http:', 'https:')).ready",
  EventSource:
    "await new Promise((done) => { const s = new EventSource('$/es'); s.onerror = s.onopen = done })",
  importScripts: "importScripts('$/import-scripts')",
  'import()': "await import('$/import')",
  'import() by eval': 'await (0, eval)("import(\'$/import-eval\')")',
  'a worker':
    "await new Promise((done) => { const w = new Worker('$/worker'); w.onerror = done; setTimeout(done, 500) })",
  'a worker of ours that fetches':
    'await new Promise((done) => { const w = new Worker(URL.createObjectURL(new Blob(["fetch(\'$/nested\').finally(() => postMessage(1))"]))); w.onmessage = w.onerror = done })',
  'a module worker that imports':
    "await new Promise((done) => { const w = new Worker(URL.createObjectURL(new Blob([\"import '$/nested-module'\"], { type: 'text/javascript' })), { type: 'module' }); w.onmessage = w.onerror = done; setTimeout(done, 500) })",
  'a cache': "await (await caches.open('x')).add('$/cache')",
  'a font': "await new FontFace('f', 'url($/font)').load()",
  'a picture': "await createImageBitmap(await (await fetch('$/picture')).blob())",
  'streaming WebAssembly': "await WebAssembly.compileStreaming(fetch('$/wasm'))",
  'a report': "navigator.sendBeacon('$/beacon', 'x')",
}

/** Says that it is done, as a guest would say that it crashed; the page then looks around. */
export const sayDone = `postMessage('.crashed - {"in":"engine","invariant":"done"}')`

/** Tries each way, one after the other, whatever becomes of the last; then says that it is done. */
export function attempts(address: string): string {
  const tries = Object.values(networkAccess).map(
    (code) =>
      `await Promise.race([late(), (async () => { ${code.replaceAll('$', `${address}/out`)} })().catch(() => 0)])`,
  )
  return `const late = () => new Promise((done) => setTimeout(done, 800));
    (async () => { ${tries.join(';\n')}; ${sayDone} })()`
}

/** What holds the page up by being read, and other messages that no guest of ours sends. */
export const messages: Readonly<Record<string, string>> = {
  '40 messages of 100 MB': 'for (let i = 0; i < 40; i++) postMessage(new ArrayBuffer(100e6))',
  '40 texts of 50 MB': "const t = 'x'.repeat(50e6); for (let i = 0; i < 40; i++) postMessage(t)",
  'a list of 2^32 holes': 'const a = []; a.length = 2 ** 32 - 1; postMessage(a)',
  'a small object': "postMessage({ type: 'ready' })",
  'an object with a buffer inside': 'postMessage([new ArrayBuffer(8)])',
  'a typed array': 'postMessage(new Uint8Array(8))',
  'a port to talk past the relay':
    'const c = new MessageChannel(); postMessage(c.port1, [c.port1])',
  'a million small messages': "for (let i = 0; i < 1e6; i++) postMessage('!pong ')",
  'a gigabyte in pieces of a megabyte':
    'for (let i = 0; i < 1000; i++) postMessage(new ArrayBuffer(1e6))',
  'a text that never ends': "setInterval(() => postMessage('+' + 'x'.repeat(500_000)), 5)",
  'bytes nobody announced': 'postMessage(new ArrayBuffer(100))',
  'a batch that is no JSON': "postMessage('.traced - [[')",
  'a batch nested 100,000 deep':
    "postMessage('.traced - ' + '['.repeat(100_000) + ']'.repeat(100_000))",
  'an event of no kind': "postMessage('.traced - [[9999,0,-1]]')",
  'an event from the past': "postMessage('.traced - [[0,-5,-1,1,2]]')",
  'an effect of no kind': `postMessage('.requested - {"kind":"run","code":"alert(1)"}')`,
  'a blob larger than any': `postMessage('.requested 999999999 {"kind":"put-blob","blob":"x"}')`,
  'a message to the relay itself': "postMessage('cut by myself'); postMessage('alive')",
}

/** Ways never to answer again. */
export const silences: Readonly<Record<string, string>> = {
  'Atomics.wait':
    'const m = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }); Atomics.wait(new Int32Array(m.buffer), 0, 0)',
  'self.close()': 'close()',
  'nested workers that loop':
    "for (let i = 0; i < 4; i++) new Worker(URL.createObjectURL(new Blob(['for (;;);']))); for (;;);",
  'a flood of timers':
    'const f = () => { for (let i = 0; i < 1000; i++) setTimeout(f) }; f(); for (const end = Date.now() + 9000; Date.now() < end; ) ;',
}
