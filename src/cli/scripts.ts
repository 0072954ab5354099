/** Commands that are programs of their own: `barrier-lab bench` is `npm run bench`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectRoot } from './project-root.ts'

export async function startScript(
  name: 'bench' | 'conformance',
  args: readonly string[],
): Promise<0 | 1> {
  const launcher = join(projectRoot, 'scripts', 'run-ts.mjs')
  const child = spawn(process.execPath, [launcher, `src/cli/${name}.ts`, ...args], {
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0 ? 0 : 1
}
