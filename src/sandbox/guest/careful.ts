/**
 * After a guest stopped answering, the same plan runs again, and what is recorded leaves before
 * each call into the learner's code: when it hangs again, the page knows where.
 */
import type { Ambient } from '../../engine/index.ts'

/** Where it does not hang again after so many calls, it was only slow: care is no longer worth its price. */
const mostCarefulCalls = 20_000

/** The engine assigns `random` before each such call; this hears of it. */
export function carefulAmbient(ambient: Ambient, beforeCall: () => void): Ambient {
  let calls = 0
  return {
    get now() {
      return ambient.now
    },
    set now(now) {
      ambient.now = now
    },
    get random() {
      return ambient.random
    },
    set random(random) {
      ambient.random = random
      if (calls++ < mostCarefulCalls) beforeCall()
    },
    get log() {
      return ambient.log
    },
    set log(log) {
      ambient.log = log
    },
  }
}
