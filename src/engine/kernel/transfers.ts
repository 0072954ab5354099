/** Reading and writing checkpoint storage: what time it takes, and what is said when it fails. */
import type { StorageFault } from '../../model/index.ts'

const perMb = 1_000_000

/** Virtual ms a write or read of this many bytes takes. */
export function transferTime(fixed: number, forEachMb: number, bytes: number): number {
  return fixed + Math.round((forEachMb * bytes) / perMb)
}

/** Flink’s text for what storage did, as a decline carries it. */
export function faultText(fault: StorageFault): string {
  switch (fault) {
    case 'blocked':
      return 'checkpoint storage cannot be used: the browser blocks it'
    case 'quota-exceeded':
      return 'checkpoint storage is full'
    case 'unavailable':
      return 'checkpoint storage does not answer'
    case 'lost':
      return 'the bytes are no longer in checkpoint storage'
    case 'damaged':
      return 'the bytes in checkpoint storage are damaged'
  }
}
