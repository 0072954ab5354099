/** Subtasks as a person names them: `count#1`, by the name or uid of an operator, or of the whole task. */
import type { JobVertex } from '../../model/index.ts'
import type { DeployedTask } from '../cluster/deployment.ts'

export function subtaskNamed(tasks: readonly DeployedTask[], name: string): DeployedTask | null {
  return tasks.find(({ subtask }) => isNamed(subtask, name)) ?? null
}

export function isNamed(
  subtask: { readonly vertex: JobVertex; readonly scheduled: { readonly index: number } },
  name: string,
): boolean {
  const at = name.lastIndexOf('#')
  return (
    Number(name.slice(at + 1)) === subtask.scheduled.index &&
    hasOperator(subtask.vertex, name.slice(0, at))
  )
}

/** Whether a task, or one of its operators, has that name or uid. */
export function hasOperator({ name, operators }: JobVertex, wanted: string): boolean {
  return name === wanted || operators.some((node) => node.name === wanted || node.uid === wanted)
}
