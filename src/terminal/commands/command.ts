/** A row of the table of commands: its words, its help, and what it means. */
import type { Command } from '../../model/index.ts'
import type { Reply } from '../reply.ts'
import type { Scene } from '../scene.ts'

export interface TerminalCommand {
  /** What it begins with: `flink savepoint`, `ls`, `lab kill`. */
  readonly name: string
  /** What follows the name. */
  readonly usage: string
  readonly summary: string
  /** What a line that begins with the name asks for. */
  read(words: readonly string[], scene: Scene): Reply
  /** The words that give this command of the cluster; null: this is not the row for it. */
  words?(command: Command, scene: Pick<Scene, 'ask'>): readonly string[] | null
  /** What may come behind these words; the beginning of the next is not among them. */
  complete?(words: readonly string[], scene: Scene): readonly string[]
}
