/** Claims about a run, and the path through the lessons. */
export { type LessonEntry, type LessonGlobs, lessonsFromGlob } from './catalogue.ts'
export { check, type Check, followChecks, FollowedClaims, type GoalScope } from './check.ts'
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
  type Watch,
  within,
} from './claim.ts'
export { Deployment, keyedTask, sourceTask, type TaskSelector } from './deployment.ts'
export type {
  Attempt,
  Chapter,
  Lesson,
  LessonCode,
  Prediction,
  PredictionLogic,
  PredictionOption,
  WrongAttempt,
} from './lesson.ts'
export { answerOf } from './prediction.ts'
export * from './progress.ts'
export { type Files, readChapter, readLesson } from './read.ts'
