/** The same runner without a browser: run, check a lesson, print a trace, bench. For classes and CI. */
import { checkCommand } from './check.ts'
import { Refused } from './refused.ts'
import { huntCommand } from './hunt.ts'
import { linkCommand } from './link.ts'
import { runCommand } from './run.ts'
import { startScript } from './scripts.ts'
import { usage } from './usage.ts'

/** What a command answers: 0 fine, 1 the job or a check failed, or a kill changes the result. Wrong input is a {@link Refused}. */
type ExitCode = 0 | 1

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<ExitCode>>> = {
  run: runCommand,
  check: checkCommand,
  hunt: huntCommand,
  link: linkCommand,
  bench: (args) => startScript('bench', args),
  conformance: (args) => startScript('conformance', args),
}

async function main(words: readonly string[]): Promise<number> {
  const [name, ...args] = words
  const command = name === undefined ? undefined : commands[name]
  if (name === '--help' || name === '-h' || name === 'help' || args.includes('--help')) {
    process.stdout.write(`${usage(name ?? '')}\n`)
    return 0
  }
  if (command === undefined) {
    const what = name === undefined ? 'Say what to do.' : `There is no command ${name}.`
    process.stderr.write(`${what}\n\n${usage('')}\n`)
    return 2
  }
  try {
    return await command(args)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})
process.exitCode = await main(process.argv.slice(2))
