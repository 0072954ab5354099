/**
 * What `error.stack` says: the learner's own frames and no others, so that it is the same in every
 * run and shows nothing of the sandbox. V8's hook; other browsers' stacks stay as they are.
 */

/** The part of V8's CallSite that is read. */
interface CallSite {
  getScriptNameOrSourceURL(): unknown
  getLineNumber(): number | null
  getColumnNumber(): number | null
  getFunctionName(): string | null
}

/** `files`: from the name a script has in a stack to the learner's file. */
export function makePrepareStackTrace(files: ReadonlyMap<string, string>) {
  return (error: unknown, sites: readonly CallSite[]): string => {
    const lines = [headOf(error)]
    for (const site of sites) {
      const file = files.get(String(site.getScriptNameOrSourceURL()))
      if (file === undefined) continue
      const place = `${file}:${site.getLineNumber() ?? 0}:${site.getColumnNumber() ?? 0}`
      const name = site.getFunctionName()
      lines.push(name === null ? `    at ${place}` : `    at ${name} (${place})`)
    }
    return lines.join('\n')
  }
}

function headOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}
