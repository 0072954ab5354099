/** What the editor's hover adds to a name of 'flink': the way to its page in the reference. */
import * as monaco from 'monaco-editor/editor'
import { getTypeScriptWorker } from 'monaco-editor/languages/features/typescript/register'

/** Where the declarations of 'flink' are, for the editor's compiler. */
export const flinkFile = 'file:///node_modules/flink/index.d.ts'

/** As far as the compiler's answer is needed: where a name is declared, and as what. */
interface Definition {
  readonly fileName: string
  readonly name: string
  readonly textSpan: { readonly start: number }
}

/** `declarations`: what stands in that file. Called once. */
export function linkHoversToReference(declarations: string): void {
  const page = location.origin + location.pathname
  monaco.editor.registerLinkOpener({
    open(resource) {
      const isOurs = resource.toString(true).startsWith(`${page}#reference/`)
      if (isOurs) location.hash = resource.fragment
      return isOurs
    },
  })
  monaco.languages.registerHoverProvider('typescript', {
    async provideHover(model, position) {
      const word = model.getWordAtPosition(position)
      if (word === null) return null
      const worker = await (await getTypeScriptWorker())(model.uri)
      const at = model.getOffsetAt(position)
      const found = (await worker.getDefinitionAtPosition(model.uri.toString(), at)) as
        readonly Definition[] | undefined
      const definition = found?.find(({ fileName }) => fileName === flinkFile)
      if (definition === undefined) return null
      const entry = entryAt(declarations, definition)
      return {
        contents: [{ value: `[Open ${entry} in the reference](${page}#reference/${entry})` }],
      }
    },
  })
}

/** `ValueState.update`: the name whose declaration is begun last before the place, and the member. */
function entryAt(declarations: string, { name, textSpan }: Definition): string {
  const before = declarations.slice(0, textSpan.start + name.length)
  const begun = [...before.matchAll(/^ {2}export [a-z ]*\b(\w+)/gm)].at(-1)?.[1] ?? name
  return begun === name || !/^[A-Za-z]\w*$/.test(name) ? begun : `${begun}.${name}`
}
