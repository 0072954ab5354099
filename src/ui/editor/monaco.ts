/**
 * Monaco, set up once: the learner's API as types, two themes made from the tokens, workers. Loaded after the
 * first picture (about 1 MB compressed), never on phones. Everything Monaco is behind this file.
 */
import * as monaco from 'monaco-editor/editor'
import 'monaco-editor/features/register.all'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/definitions/yaml/register'
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import { explainConfiguration } from './config-editor.ts'
import { flinkFile, linkHoversToReference } from './hover.ts'
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker'

/** A place in a file that something is wrong with, or worth knowing. */
export interface CodeMarker {
  /** Counted from 1. */
  readonly line: number
  readonly column: number | null
  readonly message: string
  readonly severity: 'error' | 'warning' | 'info'
}

export interface EditorEvents {
  changed(file: string, text: string): void
  run(): void
}

let ready = false
/** Models outlive an editor that is unmounted with its tab; changes go to the one on the screen. */
const shown = new Set<CodeEditor>()

function setUpOnce(types: string): void {
  if (ready) return
  ready = true
  self.MonacoEnvironment = {
    getWorker: (_, label) => (label === 'typescript' ? new TypeScriptWorker() : new EditorWorker()),
  }
  typescriptDefaults.setCompilerOptions({
    target: ScriptTarget.ES2020,
    module: ModuleKind.CommonJS,
    moduleResolution: ModuleResolutionKind.NodeJs,
    strict: true,
    noImplicitOverride: false,
    lib: ['es2023'],
    allowNonTsExtensions: true,
  })
  typescriptDefaults.setEagerModelSync(true)
  typescriptDefaults.addExtraLib(types, flinkFile)
  linkHoversToReference(types)
  explainConfiguration()
  typescriptDefaults.addExtraLib(
    'declare const console: Record<"log" | "info" | "warn" | "error", (...values: unknown[]) => void>',
    'file:///node_modules/@types/lab/index.d.ts',
  )
}

/** One editor over several files; each file keeps its cursor and its undo. */
export class CodeEditor {
  readonly #editor: monaco.editor.IStandaloneCodeEditor
  readonly #events: EditorEvents
  readonly #views = new Map<string, monaco.editor.ICodeEditorViewState | null>()
  #file: string | null = null
  #silent = false

  constructor(container: HTMLElement, types: string, events: EditorEvents) {
    setUpOnce(types)
    this.#events = events
    shown.clear()
    shown.add(this)
    this.#editor = monaco.editor.create(container, {
      model: null,
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
      fontSize: 12,
      lineHeight: 20,
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 8,
      glyphMargin: false,
      folding: false,
      overviewRulerLanes: 0,
      scrollBeyondLastLine: false,
      renderLineHighlight: 'none',
      guides: { indentation: false },
      padding: { top: 8, bottom: 8 },
      tabSize: 2,
      fixedOverflowWidgets: true,
      stickyScroll: { enabled: false },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
      bracketPairColorization: { enabled: false },
      'semanticHighlighting.enabled': false,
      showUnused: false,
      renderFinalNewline: 'on',
    })
    this.#editor.addAction({
      id: 'lab.run',
      label: 'Run',
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      run: () => events.run(),
    })
  }

  /** Shows a file; its text replaces the model's where they differ (a reset, an undo from outside). */
  show(file: string, text: string, label: string): void {
    const model = this.#model(file, text)
    if (this.#file !== file) {
      if (this.#file !== null) this.#views.set(this.#file, this.#editor.saveViewState())
      this.#file = file
      this.#editor.setModel(model)
      const view = this.#views.get(file)
      if (view) this.#editor.restoreViewState(view)
      // To the editor, names and values of config.yaml are strings.
      const quickSuggestions = { other: true, comments: false, strings: isYaml(file) }
      this.#editor.updateOptions({ ariaLabel: label, quickSuggestions })
    }
  }

  /** Other files of the program, so that imports between them resolve. */
  know(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) this.#model(file, text)
    for (const model of monaco.editor.getModels()) {
      const file = model.uri.path.slice(1)
      if (files[file] === undefined && file !== this.#file) model.dispose()
    }
  }

  mark(file: string, markers: readonly CodeMarker[]): void {
    const model = monaco.editor.getModel(uriOf(file))
    if (!model) return
    const severity = { error: 8, warning: 4, info: 2 } as const
    monaco.editor.setModelMarkers(
      model,
      'run',
      markers.map(({ line, column, message, severity: level }) => {
        const at = Math.min(Math.max(1, line), model.getLineCount())
        return {
          startLineNumber: at,
          startColumn: column ?? Math.max(1, model.getLineFirstNonWhitespaceColumn(at)),
          endLineNumber: at,
          endColumn: model.getLineMaxColumn(at),
          message,
          severity: severity[level],
        }
      }),
    )
  }

  goTo(line: number): void {
    this.#editor.revealLineInCenter(line)
    this.#editor.setPosition({ lineNumber: line, column: 1 })
    this.#editor.focus()
  }

  theme(dark: boolean): void {
    defineTheme(dark)
    monaco.editor.setTheme(dark ? 'lab-dark' : 'lab-light')
  }

  /** Called by the models: somebody typed, or undid. */
  changed(file: string, text: string): void {
    if (!this.#silent) this.#events.changed(file, text)
  }

  dispose(): void {
    shown.delete(this)
    this.#editor.dispose()
  }

  #model(file: string, text: string): monaco.editor.ITextModel {
    const uri = uriOf(file)
    const known = monaco.editor.getModel(uri)
    if (known === null) {
      const language = isYaml(file) ? 'yaml' : 'typescript'
      const model = monaco.editor.createModel(text, language, uri)
      model.updateOptions({
        tabSize: 2,
        bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
      })
      model.onDidChangeContent(() => {
        for (const editor of shown) editor.changed(file, model.getValue())
      })
      return model
    }
    if (known.getValue() !== text) this.#replace(known, text)
    return known
  }

  /** As an edit, so that the editor's own undo brings back what was there. */
  #replace(model: monaco.editor.ITextModel, text: string): void {
    this.#silent = true
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
    this.#silent = false
  }
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/.test(file)
}

function uriOf(file: string): monaco.Uri {
  return monaco.Uri.parse(`file:///${file}`)
}

function defineTheme(dark: boolean): void {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  const token = (name: string): string => colour(name).replace('#', '')
  monaco.editor.defineTheme(dark ? 'lab-dark' : 'lab-light', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: token('text-1') },
      { token: 'keyword', foreground: token('code-keyword') },
      { token: 'type', foreground: token('code-type') },
      { token: 'type.identifier', foreground: token('code-type') },
      { token: 'string', foreground: token('code-string') },
      { token: 'comment', foreground: token('code-comment') },
      { token: 'number', foreground: token('text-1') },
      { token: 'delimiter', foreground: token('text-1') },
    ],
    colors: {
      'editor.background': colour('surface-code'),
      'editor.foreground': colour('text-1'),
      'editorLineNumber.foreground': colour('text-3'),
      'editorLineNumber.activeForeground': colour('text-1'),
      'editorWidget.background': colour('surface-raised'),
      'editorWidget.border': colour('line-2'),
      'editorSuggestWidget.background': colour('surface-raised'),
      'editorHoverWidget.background': colour('surface-raised'),
      'scrollbar.shadow': '#00000000',
    },
  })
}
