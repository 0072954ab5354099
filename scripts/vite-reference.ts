/**
 * `import reference from 'virtual:reference'`: the reference of 'flink', made when the page is built. The compiler that
 * reads the declarations stays here.
 */
import type { Plugin } from 'vite'

const id = 'virtual:reference'
const resolvedId = '\0' + id

export function reference(): Plugin {
  let root = process.cwd()
  return {
    name: 'reference',
    configResolved(config) {
      root = config.root
    },
    resolveId: { filter: { id: /^virtual:reference$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0virtual:reference$/ },
      async handler() {
        // The compiler takes a while to load, and a server that starts does not need it.
        const { makeReference, sourcesIn } = await import('./reference/index.ts')
        for (const file of sourcesIn(root)) this.addWatchFile(file)
        const text = JSON.stringify(JSON.stringify(makeReference(root)))
        return { code: `export default JSON.parse(${text})`, map: null }
      },
    },
  }
}
