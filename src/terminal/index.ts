/** The command line: words → a command of the cluster, or a question → text and an exit code. */
export { lineFor, runLine } from './command-line.ts'
export { complete, type Completion } from './complete.ts'
export { programFailure } from './failure-text.ts'
export type { Answer, Follow, Reply, RunRequest } from './reply.ts'
export type { KeptPath, Scene, Since } from './scene.ts'
export { read } from './shell.ts'
