/** config.yaml in the editor: Flink's options are completed with their values, and explained on hover. */
import * as monaco from 'monaco-editor/editor'
import { configOption } from '../../model/index.ts'
import {
  type ExplainedOption,
  explainedOptions,
  explanation,
  spotIn,
  valuesFor,
} from './config-words.ts'

function explained(key: string): ExplainedOption | undefined {
  const now = configOption(key)?.key
  return explainedOptions.find(({ option }) => option.key === now)
}

/** Called once. */
export function explainConfiguration(): void {
  monaco.languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: ['.', ':', ' '],
    provideCompletionItems(model, { lineNumber, column }) {
      const before = model.getLineContent(lineNumber).slice(0, column - 1)
      const spot = spotIn(before)
      if (spot === null) return { suggestions: [] }
      const range = new monaco.Range(lineNumber, spot.from + 1, lineNumber, column)
      return {
        suggestions:
          spot.in === 'key' ? keySuggestions(range) : valueSuggestions(spot.key, before, range),
      }
    },
  })
  monaco.languages.registerHoverProvider('yaml', {
    provideHover(model, { lineNumber }) {
      const key = /^\s*([\w.-]+)\s*:/.exec(model.getLineContent(lineNumber))?.[1]
      const option = key === undefined ? undefined : explained(key)
      return option === undefined ? null : { contents: [{ value: explanation(option) }] }
    },
  })
}

function keySuggestions(range: monaco.IRange): monaco.languages.CompletionItem[] {
  return explainedOptions.map((one) => ({
    label: one.option.key,
    kind: monaco.languages.CompletionItemKind.Property,
    insertText: `${one.option.key}: `,
    detail: one.fallback,
    documentation: { value: explanation(one) },
    // What has an effect here comes first.
    sortText: `${one.option.modelled ? 0 : 1}${one.option.key}`,
    range,
    command: { id: 'editor.action.triggerSuggest', title: 'Values' },
  }))
}

function valueSuggestions(
  key: string,
  before: string,
  range: monaco.IRange,
): monaco.languages.CompletionItem[] {
  const option = explained(key)
  if (option === undefined) return []
  const gap = before.endsWith(':') ? ' ' : ''
  return valuesFor(option).map((value) => ({
    label: value,
    kind: monaco.languages.CompletionItemKind.Value,
    insertText: `${gap}${value}`,
    filterText: `${gap}${value}`,
    documentation: { value: explanation(option) },
    range,
  }))
}
