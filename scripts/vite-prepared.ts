/**
 * `import prepared from 'virtual:prepared'`: what a newcomer sees first, compiled and checked when the page is
 * built. So the first picture needs neither the compiler nor the reader of YAML; both come when somebody presses Run.
 * `import { lessonIds } from 'virtual:prepared'`: which lessons there are; they come when somebody opens one.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { prepareScenario } from '../src/sandbox/prepare.ts'
import { defaultScenario } from '../src/scenario/default-scenario.ts'

const id = 'virtual:prepared'
const resolvedId = '\0' + id

export function prepared(): Plugin {
  let root = process.cwd()
  return {
    name: 'prepared-scenario',
    configResolved(config) {
      root = config.root
    },
    resolveId: { filter: { id: /^virtual:prepared$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0virtual:prepared$/ },
      handler: () => {
        const found = prepareScenario(defaultScenario)
        if ('misuses' in found) throw new Error('The default scenario does not compile.')
        const code = `export default ${JSON.stringify(found)}
export const lessonIds = ${JSON.stringify(lessonIds(root))}`
        return { code, map: null }
      },
    },
  }
}

/** `barriers-wait-in-line` for `lessons/02-checkpoints/07-barriers-wait-in-line`, as src/lesson/catalogue.ts reads it. */
function lessonIds(root: string): readonly string[] {
  const folders = readdirSync(join(root, 'lessons'), { recursive: true, encoding: 'utf8' })
  const lessons = folders.filter((file) => /^[^/\\]+[/\\][^/\\]+[/\\]checks\.ts$/.test(file)).sort()
  return lessons.map((file) => file.split(/[/\\]/)[1]?.replace(/^\d+-/, '') ?? '')
}
