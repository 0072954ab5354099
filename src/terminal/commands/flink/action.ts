/** What all sub-commands of `flink` share: options, help, job ids. Flink: CliFrontend, CliFrontendParser. */
import { optionRows } from '../../help-text.ts'
import { ArgumentsError, type OptionSpec, type ParsedOptions, readOptions } from '../../options.ts'
import { type Answer, answered, type Reply, said } from '../../reply.ts'
import { jobOf, type Scene } from '../../scene.ts'
import type { TerminalCommand } from '../command.ts'
import { clusterOptions, genericOptions } from './common-options.ts'

const helpOption: OptionSpec = { short: 'h', long: 'help', takes: 'nothing', says: '' }
/** Flink: kept for old scripts, does nothing. */
const verboseOption: OptionSpec = { short: 'v', long: 'verbose', takes: 'nothing', says: '' }

export interface FlinkAction {
  readonly action: string
  /** As its help begins. */
  readonly says: string
  readonly summary: string
  /** Behind `Syntax: <action>`. */
  readonly syntax: string
  readonly options: readonly OptionSpec[]
  /** The first word that is no option ends the options: the rest is for the program. */
  readonly stops?: boolean
  /** It asks no cluster, so its help says nothing of one. */
  readonly isLocal?: boolean
  run(options: ParsedOptions, scene: Scene): Reply
  readonly words?: TerminalCommand['words']
  readonly complete?: TerminalCommand['complete']
}

/** Flink: CliFrontend.handleArgException; its lines go to standard output. */
export function argumentsAnswer(message: string): Answer {
  const hint = 'Use the help option (-h or --help) to get help on the command.'
  return { out: [message, '', hint], error: [], exit: 1 }
}

/** Flink: CliFrontendParser.printHelpFor<Action>. */
function actionHelp(row: FlinkAction): readonly string[] {
  const { action, says, syntax, options, isLocal = false } = row
  return [
    '',
    `Action "${action}" ${says}`,
    '',
    `  Syntax: ${action} ${syntax}`,
    `  "${action}" action options:`,
    ...optionRows(options),
    ...(isLocal ? [''] : clusterHelp),
  ]
}

const clusterHelp = [
  '  Options for Generic CLI mode:',
  ...optionRows(genericOptions),
  '',
  '  Options for default mode:',
  ...optionRows(clusterOptions),
  '',
  '',
]

/** Throws {@link ArgumentsError}. Flink: JobID.fromHexString. */
export function jobIdFrom(word: string | undefined, missing: string): string {
  if (word === undefined || word === '') throw new ArgumentsError(missing)
  if (!/^[0-9a-fA-F]{32}$/.test(word))
    throw new ArgumentsError(
      `Cannot parse JobID from "${word}". The expected format is [0-9a-fA-F]{32}, e.g. fd72014d4c864993a2e5a9287b4a9c5d.`,
    )
  return word.toLowerCase()
}

/** The job with this id, if the cluster runs it; a job that is over is not led by anybody. */
export function runningJob(scene: Scene, id: string) {
  const job = jobOf(scene)
  return job?.id === id && job.endedAt === null ? job : null
}

/** The row of the table for a sub-command. */
export function flinkCommand(row: FlinkAction): TerminalCommand {
  const { action, syntax, summary, options, stops = false } = row
  const all = [...options, helpOption, verboseOption, ...genericOptions, ...clusterOptions].filter(
    (one, at, rows) => rows.findIndex(({ short }) => short === one.short) === at,
  )
  return {
    name: `flink ${action}`,
    usage: syntax,
    summary,
    read(words, scene) {
      try {
        const parsed = readOptions(all, words, stops)
        if (parsed.given.has('h')) return answered(said(...actionHelp(row)))
        return row.run(parsed, scene)
      } catch (trouble) {
        if (!(trouble instanceof ArgumentsError)) throw trouble
        return answered(argumentsAnswer(trouble.message))
      }
    },
    ...(row.words !== undefined && { words: row.words }),
    complete(words, scene) {
      const names = options.map(({ short, long }) => (long === null ? `-${short}` : `--${long}`))
      return [...(row.complete?.(words, scene) ?? []), ...names, '--help']
    },
  }
}

/** The id of the running job, for completion. */
export function jobIds(scene: Pick<Scene, 'ask'>): readonly string[] {
  const job = jobOf(scene)
  return job === null ? [] : [job.id]
}
