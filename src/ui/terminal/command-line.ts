/** The lines that buttons stand for: what the first picture does without of the command line. */
export { lineFor, runLine } from '../../terminal/index.ts'
