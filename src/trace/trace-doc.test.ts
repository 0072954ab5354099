import { expect, test } from 'vitest'
import { traceDoc } from './testing/trace-doc.ts'

test('docs/TRACE.md says what the table of facts says', async () => {
  await expect(traceDoc()).toMatchFileSnapshot('../../docs/TRACE.md')
})
