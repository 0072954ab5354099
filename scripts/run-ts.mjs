/** `node scripts/run-ts.mjs src/cli/bench.ts --json`: runs one TypeScript entry with the arguments after it. */
import { loadTypeScript } from './load-ts.mjs'

const [entry] = process.argv.splice(2, 1)
if (!entry) {
  process.stderr.write('Usage: node scripts/run-ts.mjs <entry.ts> [arguments]\n')
  process.exit(2)
}
await loadTypeScript(entry)
