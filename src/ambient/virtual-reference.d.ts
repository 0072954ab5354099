/** What the reference says: made by scripts/vite-reference.ts. */
declare module 'virtual:reference' {
  import type { Reference } from '../ui/reference/model.ts'

  const reference: Reference
  export default reference
}
