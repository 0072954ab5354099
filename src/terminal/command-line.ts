/** The line that a button stands for: the other direction of {@link read}. */
import type { Command, RestoreSettings } from '../model/index.ts'
import { runWords } from './commands/flink/run.ts'
import { commands } from './commands/index.ts'
import type { Scene } from './scene.ts'
import { joined } from './split.ts'

/** What to type to start the program from a snapshot. */
export function runLine(path: string, settings: RestoreSettings): string {
  return `flink run ${joined(runWords(path, settings))}`
}

/** What to type for a command; null: nothing runs that it could be typed for. */
export function lineFor(command: Command, scene: Pick<Scene, 'ask'>): string | null {
  for (const { name, words } of commands) {
    const found = words?.(command, scene) ?? null
    if (found !== null) return [name, joined(found)].join(' ').trimEnd()
  }
  return null
}
