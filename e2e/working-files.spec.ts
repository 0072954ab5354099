/** State larger than the engine's memory: its files are in Chromium's IndexedDB, and the trace is Node's. */
import { expect, test } from '@playwright/test'
import { keyedJob, planOf } from '../src/engine/testing/simulate.ts'
import { runToEnd } from '../src/sandbox/inline-runner.ts'
import { prepare } from '../src/sandbox/prepare.ts'
import { TraceHash } from '../src/trace/index.ts'
import { buildHarness, serveHarness } from './harness/serve.ts'

const until = 30_000
const records = Array.from({ length: 2_000 }, (_, at) => ({
  key: `key${at % 500}`,
  value: JSON.stringify({ key: `key${at % 500}`, n: at }),
  timestamp: null,
}))
const job = keyedJob({
  open: `this.text = this.getRuntimeContext().getState(
    new flink.ValueStateDescriptor('text', flink.Types.STRING))`,
  fields: 'declare text: any',
  body: `const before = this.text.value() ?? ''
    this.text.update(String(order.n).padEnd(1000, '.'))
    out.collect(ctx.getCurrentKey() + ' ' + before.slice(0, 4))`,
})
const config = `state.backend.type: rocksdb
state.backend.rocksdb.memory.managed: false
state.backend.rocksdb.writebuffer.size: 16 kb
state.backend.rocksdb.block.cache-size: 64 kb
state.backend.rocksdb.compaction.level.target-file-size-base: 64 kb
state.backend.rocksdb.compaction.level.max-size-level-base: 256 kb
execution.checkpointing.incremental: true
execution.checkpointing.interval: 500 ms
`

test('state four times larger than cache and memtables, over IndexedDB', async ({ page }) => {
  test.slow()
  const { plan } = planOf(job, {
    until,
    scenario: {
      topics: { orders: { spacing: 2, partitions: [records] } },
      files: { 'job.ts': job, 'config.yaml': config },
    },
  })
  const prepared = prepare(plan)
  if (!prepared.ok) throw new Error('the job does not compile')
  const here = runToEnd(prepared.executable, until as never)
  const hash = new TraceHash()
  for (const event of here.events) hash.add(event)

  const server = await serveHarness(await buildHarness())
  await page.goto(`${server.address}/e2e/harness/index.html`)
  await page.waitForFunction(() => 'runBehindWall' in window)
  const there = await page.evaluate((wanted) => window.runBehindWall(wanted), {
    plan,
    until,
    stored: true,
  })
  expect(there.crash).toBeNull()
  expect(there.events).toBe(here.events.length)
  expect(there.hash).toBe(hash.value)
  expect(there.kinds['compaction-finished']).toBeGreaterThan(5)
  console.log(`${there.events} events in ${Math.round(there.took)} ms, ${there.blobs} blobs left`)
  const left = () =>
    page.evaluate(async () => {
      const keys: string[] = []
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const opening = indexedDB.open(name)
          opening.onsuccess = () => {
            resolve(opening.result)
          }
        })
        if (!database.objectStoreNames.contains('blobs')) continue
        const all = database.transaction('blobs').objectStore('blobs').getAllKeys()
        await new Promise((resolve) => (all.onsuccess = resolve))
        keys.push(...all.result.map(String))
        database.close()
      }
      return keys.filter((key) => key.includes('/local/'))
    })
  // The run was terminated: what it worked with is deleted.
  await expect.poll(left).toEqual([])
  await server.close()
})
