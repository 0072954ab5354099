/** The reference of 'flink', a `Reference` of src/ui/reference/model.ts: made by scripts/vite-reference.ts. */
declare module 'virtual:reference' {
  const made: unknown
  export default made
}
