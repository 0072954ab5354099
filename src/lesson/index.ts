/** Claims about a run, and the path through the lessons. */
export { type LessonEntry, lessonsFromGlob } from './catalogue.ts'
export { check, type Check, followChecks, FollowedClaims } from './check.ts'
export {
  contains,
  isAcknowledgedBy,
  isCompleted,
  recordFrom,
  someCheckpoint,
  unblocked,
} from './checkpoint-claims.ts'
export {
  all,
  before,
  type Claim,
  count,
  eventually,
  foundInstead,
  type Match,
  never,
  some,
  type Verdict,
  within,
} from './claim.ts'
export { type Deployment, keyedTask } from './deployment.ts'
export type {
  Attempt,
  Lesson,
  LessonCode,
  Prediction,
  PredictionLogic,
  PredictionOption,
} from './lesson.ts'
export { answerOf } from './prediction.ts'
export * from './progress.ts'
