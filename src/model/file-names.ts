/** The learner's files: which names mean something, and which file an import means. */

/** The program. */
export const entryFile = 'job.ts'

/** Flink's configuration; the old flink-conf.yaml is not read by Flink 2.x. */
export const configFile = 'config.yaml'

/** Whether an import means one of the learner's own files. */
export function isRelative(name: string): boolean {
  return /^\.{1,2}\//.test(name)
}

/**
 * The learner's file that `name` means in `importer`: `./util`, `./util.ts` and `./util.js` are
 * all util.ts. Null where there is no such file.
 */
export function resolveImport(
  name: string,
  importer: string,
  exists: (file: string) => boolean,
): string | null {
  const path = importer.split('/').slice(0, -1)
  for (const step of name.split('/')) {
    if (step === '.' || step === '') continue
    if (step !== '..') path.push(step)
    else if (path.pop() === undefined) return null
  }
  const base = path.join('/')
  const candidates = [base, `${base}.ts`, base.replace(/\.js$/, '.ts'), `${base}/index.ts`]
  return candidates.find((file) => file.endsWith('.ts') && exists(file)) ?? null
}
