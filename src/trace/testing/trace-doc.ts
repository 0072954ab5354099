/** docs/TRACE.md, written from the table of facts. */
import { changelogFacts } from '../fact/changelog.ts'
import { channelFacts } from '../fact/channel.ts'
import { checkpointFacts } from '../fact/checkpoint.ts'
import { connectorFacts } from '../fact/connector.ts'
import { faultFacts } from '../fact/fault.ts'
import { inFlightFacts } from '../fact/in-flight.ts'
import { jobFacts } from '../fact/job.ts'
import { stateFacts } from '../fact/state.ts'
import { storeFacts } from '../fact/store.ts'
import { taskFacts } from '../fact/task.ts'
import { timeFacts } from '../fact/time.ts'
import { windowFacts } from '../fact/window.ts'
import type { Field } from '../field.ts'

type Facts = Readonly<
  Record<
    string,
    { readonly says: string; readonly fields: Readonly<Record<string, Field<unknown>>> }
  >
>

const areas: readonly (readonly [title: string, facts: Facts])[] = [
  ['The job and its machines', jobFacts],
  ['What a person broke', faultFacts],
  ['Subtasks', taskFacts],
  ['Channels', channelFacts],
  ['Event time and timers', timeFacts],
  ['Windows', windowFacts],
  ['Keyed state', stateFacts],
  ['Stores on disk', storeFacts],
  ['Changelogs', changelogFacts],
  ['Checkpoints and savepoints', checkpointFacts],
  ['Data in flight', inFlightFacts],
  ['Sources and sinks', connectorFacts],
]

const preface = `# The trace

Everything that happens in a run is a fact in its trace, and nothing else is known of a run: the
picture, the panels, the checks of lessons, the terminal and the tests read these facts. Written
from \`src/trace/fact/\`; \`npx vitest run src/trace -u\` writes it again.

Every event has, besides the fields below: \`seq\`, its position from 0; \`at\`, virtual ms; and
\`cause\`, the \`seq\` of the event without which it would not have happened, or null for what
started by itself.
`

export function traceDoc(): string {
  const parts = areas.map(([title, facts]) => {
    const kinds = Object.entries(facts).map(([kind, { says, fields }]) => {
      const rows = Object.entries(fields).map(
        ([name, { type }]) => `- \`${name}\`: ${type.replaceAll('|', 'or')}`,
      )
      return [`### ${kind}`, '', says, '', ...rows].join('\n').trimEnd()
    })
    return [`## ${title}`, ...kinds].join('\n\n')
  })
  return `${[preface.trimEnd(), ...parts].join('\n\n')}\n`
}
