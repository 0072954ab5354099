/**
 * `import prepared from 'virtual:prepared'`: what a newcomer sees first, compiled and checked when the page is
 * built. So the first picture needs neither the compiler nor the reader of YAML; both come when somebody presses Run.
 */
import type { Plugin } from 'vite'
import { prepareScenario } from '../src/sandbox/prepare.ts'
import { defaultScenario } from '../src/scenario/default-scenario.ts'

const id = 'virtual:prepared'
const resolvedId = '\0' + id

export function prepared(): Plugin {
  return {
    name: 'prepared-scenario',
    resolveId: { filter: { id: /^virtual:prepared$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0virtual:prepared$/ },
      handler: () => {
        const found = prepareScenario(defaultScenario)
        if ('misuses' in found) throw new Error('The default scenario does not compile.')
        return { code: `export default ${JSON.stringify(found)}`, map: null }
      },
    },
  }
}
