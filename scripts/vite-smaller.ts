/** What the first picture needs is minified by terser, which leaves less than Vite's own minifier does. */
import type { Plugin, Rolldown } from 'vite'

/** Chunks of vite-first.ts. */
const first = /^(playground|main)$/

export function smaller(): Plugin {
  return {
    name: 'smaller-first-picture',
    apply: 'build',
    async renderChunk(code, { name }) {
      if (!first.test(name)) return null
      const { minify } = await import('terser')
      const found = await minify(code, {
        module: true,
        ecma: 2022,
        compress: { ecma: 2022, passes: 2 },
        sourceMap: { asObject: true },
      })
      return { code: found.code ?? code, map: found.map as Rolldown.SourceMapInput }
    },
  }
}
