/** What a store consists of, without its bytes: enough to open it again. RocksDB: MANIFEST. */
import type { Levels } from './version.ts'

export interface Manifest {
  /** Of the last write. */
  readonly sequence: number
  /** The number of the next file. */
  readonly nextFile: number
  readonly families: readonly { readonly name: string; readonly levels: Levels }[]
}
