/** Where the learner stands: a branch, a cursor, moving or not. */
export type { Branch, BranchOrigin } from './branch.ts'
export * from './compare/index.ts'
export type { Cursor } from './cursor.ts'
export { speeds } from './playback.ts'
export {
  type Announcement,
  type OpenOptions,
  type Prepared,
  Session,
  type SessionWorld,
} from './session.ts'
export type { StepKind } from './step.ts'
export type { Told } from './told.ts'
