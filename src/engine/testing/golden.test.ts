/** Runs of a real Flink that the engine's tests are held to: copies of what was observed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('golden/', import.meta.url))
const original = fileURLToPath(new URL('../../../../shared/flink/golden/', import.meta.url))

test('the copies are the originals, where these lie beside the project', () => {
  const files = readdirSync(folder)
  expect(files.length).toBeGreaterThan(10)
  // A stranger's clone has the copies alone.
  for (const file of existsSync(original) ? files : [])
    expect({ file, text: readFileSync(folder + file, 'utf8') }).toEqual({
      file,
      text: readFileSync(original + file, 'utf8'),
    })
})
