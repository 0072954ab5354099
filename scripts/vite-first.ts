/**
 * What the page needs before anything moves is fetched at once, and not when the script before it has run:
 * the playground behind its first script, its styles, and the dock's first panel.
 */
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite'

/** Modules that are imported as the page opens, each with all that it imports itself. */
export const openedAtOnce = ['src/ui/main.ts', 'src/ui/panels/Code.svelte']

export function first(): Plugin {
  return {
    name: 'fetched-at-once',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        if (bundle === undefined) return html
        const files = [...neededFrom(bundle)].filter((file) => !html.includes(file))
        return files.map(tagFor)
      },
    },
  }
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
    const facade = chunk.type === 'chunk' ? chunk.facadeModuleId : null
    if (facade != null && openedAtOnce.some((module) => facade.endsWith(module))) add(chunk.fileName)
  }
  return new Set([...scripts, ...styles])
}

function tagFor(file: string): HtmlTagDescriptor {
  const rel = file.endsWith('.css') ? 'stylesheet' : 'modulepreload'
  return { tag: 'link', attrs: { rel, crossorigin: true, href: `./${file}` }, injectTo: 'head' }
}
