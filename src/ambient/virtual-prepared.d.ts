/** The default scenario's files, compiled and checked: made by scripts/vite-prepared.ts. */
declare module 'virtual:prepared' {
  interface PreparedDefault {
    readonly modules: readonly { readonly file: string; readonly code: string }[]
    readonly configuration: readonly {
      readonly key: string
      readonly value: string
      readonly line: number
    }[]
    readonly notices: readonly {
      readonly code: string
      readonly at: {
        readonly file: string
        readonly line: number
        readonly column: number | null
      } | null
      readonly values: Readonly<Record<string, string | number>>
    }[]
  }
  const prepared: PreparedDefault
  /** Of all lessons, in order. */
  export const lessonIds: readonly string[]
  export default prepared
}
