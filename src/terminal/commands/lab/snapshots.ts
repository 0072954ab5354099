/** `lab snapshots`: what `flink run -s` can start from, of this and earlier runs. Flink lists none. */
import { answered, said } from '../../reply.ts'
import type { TerminalCommand } from '../command.ts'

export const snapshots: TerminalCommand = {
  name: 'lab snapshots',
  usage: '',
  summary: 'the snapshots that this browser keeps, with the paths for flink run -s',
  read(_, { kept }) {
    if (kept.length === 0) return answered(said('lab: this browser keeps no snapshot.'))
    return answered(said(...kept.flatMap(({ path, says }) => [path, `    ${says}`])))
  },
}
