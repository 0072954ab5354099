/** A line: which command it is, and what it asks for. Flink: CliFrontend.parseAndRun. */
import { commands } from './commands/index.ts'
import type { TerminalCommand } from './commands/command.ts'
import { argumentsAnswer } from './commands/flink/action.ts'
import { type Answer, answered, refused, type Reply, said } from './reply.ts'
import type { Scene } from './scene.ts'
import { split } from './split.ts'

/** Whose commands these are, and what the project is called where Flink says its version. */
const version = 'Version: 2.2.0 (Barrier Lab, a simulation), Commit ID: none'

const flinkActions = 'Valid actions are "run", "list", "info", "savepoint", "stop", or "cancel".'

/** The commands of one program, `flink` or `lab`; '' for those that stand by themselves. */
function commandsOf(program: string): readonly TerminalCommand[] {
  return commands.filter(({ name }) =>
    program === '' ? !name.includes(' ') : name.startsWith(`${program} `),
  )
}

function rows(of: readonly TerminalCommand[]): readonly string[] {
  const heads = of.map(({ name, usage }) => `${name} ${usage}`.trimEnd())
  return of.flatMap(({ summary }, at) => [`  ${heads[at] ?? ''}`, `      ${summary}`])
}

function help(): Answer {
  return said(
    "flink: Flink's own command line; flink <action> --help says more",
    ...rows(commandsOf('flink')),
    '',
    'Checkpoint storage, where the cursor stands',
    ...rows(commandsOf('')),
    '',
    "lab: the playground's own, not Flink's. Each may wait: --at <moment> [--nth <n>] [--of <checkpoint>] [--on <task>]",
    ...rows(commandsOf('lab')),
    '',
    'help, history, clear',
    'Keys: Up and Down for lines before, Tab completes, Ctrl+C stops waiting, Ctrl+L clears, Esc leaves the terminal.',
  )
}

/** Flink: CliFrontend.parseAndRun, before an action is known. */
function flink(action: string | undefined, scene: Scene): Answer {
  switch (action) {
    case undefined:
      return { ...flinkHelp(scene), exit: 1 }
    case '-h':
    case '--help':
      return flinkHelp(scene)
    case '-v':
    case '--version':
      return said(version)
    default: {
      const [first = '', ...more] = [
        `"${action}" is not a valid action.`,
        '',
        flinkActions,
        '',
        'Specify the version option (-v or --version) to print Flink version.',
      ]
      const { out, ...rest } = argumentsAnswer(first)
      const hint = 'Specify the help option (-h or --help) to get help on the command.'
      return { ...rest, out: [first, ...more, ...out.slice(1, -1), hint] }
    }
  }
}

/** Flink: CliFrontendParser.printHelp. */
function flinkHelp(scene: Scene): Answer {
  const pages = commandsOf('flink').map((command) => command.read(['--help'], scene))
  return said(
    './flink <ACTION> [OPTIONS] [ARGUMENTS]',
    '',
    'The following actions are available:',
    ...pages.flatMap((page) => (page.kind === 'answer' ? page.answer.out : [])),
    '',
  )
}

function lab(name: string | undefined): Answer {
  const all = rows(commandsOf('lab'))
  if (name === undefined || name === '--help' || name === 'help') return said(...all)
  return refused(`lab: there is no ${name}. There are:`, ...all)
}

/** What a line asks for. Empty lines ask for nothing. */
export function read(line: string, scene: Scene, history: readonly string[] = []): Reply {
  const { words, open } = split(line)
  const [program, action] = words
  if (program === undefined) return answered(said())
  if (open) return answered(refused('lab: a quote is not closed'))
  const command = commands.find(
    ({ name }) => name === program || name === `${program} ${action ?? ''}`,
  )
  if (command !== undefined) {
    const own = command.name.split(' ').length
    return command.read(words.slice(own), scene)
  }
  return builtin(program, action, scene, history)
}

function builtin(
  program: string,
  action: string | undefined,
  scene: Scene,
  history: readonly string[],
): Reply {
  switch (program) {
    case 'flink':
    case './bin/flink':
      return answered(flink(action, scene))
    case 'lab':
      return answered(lab(action))
    case 'help':
      return answered(help())
    case 'clear':
      return { kind: 'clear' }
    case 'history':
      return answered(said(...history.map((line, at) => `${String(at + 1).padStart(5)}  ${line}`)))
    default:
      return answered({
        ...refused(`${program}: command not found. Type help.`),
        exit: 127,
      })
  }
}
