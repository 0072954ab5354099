export interface WeighedScript {
  /** Its path in the build. */
  readonly file: string
  readonly part: 'page' | 'guest'
  /** Gzipped. */
  readonly bytes: number
}
export function scriptsBeforeTheEditor(dist: string): readonly WeighedScript[]
export function kilobytes(
  scripts: readonly WeighedScript[],
  part?: WeighedScript['part'] | null,
): number
