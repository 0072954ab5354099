/** Where a program sets what config.yaml could set too: then the program wins. */
export interface SetterPlace {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
}

/** The first call of the method in the learner's scripts; null where none calls it. Comments do not count. */
export function placeOfSetter(
  files: Readonly<Record<string, string>>,
  setter: string,
): SetterPlace | null {
  for (const [file, text] of Object.entries(files)) {
    if (!file.endsWith('.ts')) continue
    const at = text.split('\n').findIndex((line) => callOf(setter).test(line.replace(/\/\/.*/, '')))
    if (at >= 0) return { file, line: at + 1 }
  }
  return null
}

function callOf(method: string): RegExp {
  return new RegExp(String.raw`\.\s*${method}\s*\(`)
}
