/** The built playground: made anew when it is missing or older than its sources. */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../project-root.ts'

const sources = ['src', 'lessons', 'public', 'index.html', 'vite.config.ts', 'package-lock.json']

/** The folder of the build. */
export function builtPlayground(): string {
  const dist = join(projectRoot, 'dist')
  const built = statSync(join(dist, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const newest = Math.max(...sources.map((path) => newestIn(join(projectRoot, path))))
  if (built < newest) {
    process.stderr.write('building the playground …\n')
    const vite = join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js')
    execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
      cwd: projectRoot,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  return dist
}

function newestIn(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}
