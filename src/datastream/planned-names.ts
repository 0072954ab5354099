/** What a program calls its operators. */
import { MisuseError, type OperatorId } from '../model/index.ts'
import { checkText } from './checks.ts'
import { callSite, type PlannedOperator } from './plan.ts'

/** The name the program gave. */
export function setName(operator: PlannedOperator, name: string): void {
  operator.name = checkText(name, 'name')
}

/** The identity the program gave; where it did is said if two have the same. */
export function setUid(operator: PlannedOperator, uid: string): void {
  operator.uid = { value: checkText(uid, 'uid'), setAt: callSite() }
}

/** An id itself, of a snapshot of a program without uids. */
export function setUidHash(operator: PlannedOperator, uidHash: string): void {
  if (typeof uidHash !== 'string' || !/^[0-9a-f]{32}$/i.test(uidHash)) {
    throw new MisuseError('uid_hash_malformed', { got: String(uidHash).slice(0, 60) })
  }
  operator.uidHash = uidHash.toLowerCase() as OperatorId
}
