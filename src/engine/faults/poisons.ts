/** Operators that throw: for one record, or for every record that holds a text. */
import type { Fault } from '../../model/index.ts'
import type { DeployedTask } from '../cluster/deployment.ts'
import { TaskException } from '../task/failure.ts'
import { preview } from '../task/preview.ts'
import { hasOperator } from './subtask-name.ts'

type Poison = Extract<Fault, { kind: 'poison-operator' }>

interface Entry {
  readonly poison: Poison
  /** Records so far, of all subtasks. */
  seen: number
}

export class Poisons {
  readonly #poisons: Entry[] = []

  /** Answers why there is nothing to poison; null: there is. */
  add(poison: Poison, tasks: readonly DeployedTask[]): string | null {
    const meant = tasks.filter(({ subtask }) => hasOperator(subtask.vertex, poison.operator))
    if (meant.length === 0) return `there is no operator ${poison.operator}`
    const entry = { poison, seen: 0 }
    this.#poisons.push(entry)
    for (const task of meant) this.#install(task, entry)
    return null
  }

  deployed(task: DeployedTask): void {
    for (const entry of this.#poisons)
      if (hasOperator(task.subtask.vertex, entry.poison.operator)) this.#install(task, entry)
  }

  #install({ subtask }: DeployedTask, entry: Entry): void {
    const { operator: name, record: number, contains } = entry.poison
    const { operators } = subtask.chain
    const position = subtask.vertex.operators.findIndex(
      (node) => node.name === name || node.uid === name,
    )
    const operator = operators[Math.max(0, position)]
    if (operator === undefined) return
    const process = operator.process.bind(operator)
    operator.process = (record, input) => {
      entry.seen++
      if (isPoison(entry.seen, number, contains, preview(record.value)))
        throw new TaskException('injected-failure', `injected failure in ${name}`)
      process(record, input)
    }
  }
}

function isPoison(
  seen: number,
  number: number | null,
  contains: string | null,
  text: string,
): boolean {
  return number === null ? contains !== null && text.includes(contains) : seen === number
}
