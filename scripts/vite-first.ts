/**
 * What the page needs before anything moves is fetched at once, and not when the script before it has run:
 * the playground behind its first script, and its styles.
 */
import type { Plugin, Rolldown } from 'vite'

/** What the page's first script imports as soon as it runs, with all that it imports itself. */
const playground = 'src/ui/main.ts'

/**
 * What first.ts and the playground share is in the first, and what other parts share with the playground is in the
 * playground: many small files cost more.
 */
export const firstChunks: Rolldown.CodeSplittingGroup[] = [
  { name: 'first', test: /\/src\/ui\/first\.ts$|^\0(vite|rolldown)\//, priority: 1 },
  {
    name: 'playground',
    test: /\/src\/(ui\/(App\.svelte|lab\.svelte\.ts|work-shelf\.ts)|(sandbox|storage)\/index\.ts)$|virtual:prepared/,
  },
]

export function first(): Plugin {
  return {
    name: 'fetched-at-once',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        if (bundle === undefined) return html
        const files = [...neededFrom(bundle)].filter((file) => !html.includes(file))
        return inHead(html, files.map(tagFor))
      },
    },
  }
}

/**
 * Puts tags at the end of the head, and the script that chooses the theme behind them. It holds up the reading of the
 * page, and with a policy in it no browser reads ahead; there it holds up nothing, and still comes before the first paint.
 */
function inHead(html: string, tags: readonly string[]): string {
  const [theme = ''] = /<script src="[^"]*theme\.js"><\/script>/.exec(html) ?? []
  const lines = [...tags, theme].map((tag) => `  ${tag}\n  `).join('  ')
  return html.replace(theme, '').replace('</head>', `${lines}</head>`)
}

/** Files of these modules' chunks and of what those import statically; styles last. */
function neededFrom(bundle: Rolldown.OutputBundle): ReadonlySet<string> {
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const add = (file: string): void => {
    const chunk = bundle[file]
    if (chunk?.type !== 'chunk' || scripts.has(file)) return
    scripts.add(file)
    for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style)
    chunk.imports.forEach(add)
  }
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith(playground) === true)
      add(chunk.fileName)
  }
  return new Set([...scripts, ...styles])
}

function tagFor(file: string): string {
  const rel = file.endsWith('.css') ? 'stylesheet' : 'modulepreload'
  return `<link rel="${rel}" crossorigin href="./${file}">`
}
