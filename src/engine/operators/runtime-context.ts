/** What `getRuntimeContext()` answers. Flink: StreamingRuntimeContext. */
import type { RuntimeContext } from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'
import type { KeyedStates } from '../state/keyed-states.ts'
import type { OperatorSite } from '../task/operator.ts'

/** `states` null: an operator that is not on a keyed stream, where keyed state is refused. */
export function runtimeContextOf(site: OperatorSite, states: KeyedStates | null): RuntimeContext {
  return {
    getTaskInfo: () => ({
      getTaskName: () => site.taskName,
      getIndexOfThisSubtask: () => site.index,
      getNumberOfParallelSubtasks: () => site.parallelism,
      getMaxNumberOfParallelSubtasks: () => site.maxParallelism,
      getAttemptNumber: () => site.attempt,
      getTaskNameWithSubtasks: () =>
        `${site.taskName} (${site.index + 1}/${site.parallelism})#${site.attempt}`,
    }),
    getState: (descriptor) => {
      if (states === null)
        throw new MisuseError('keyed_state_without_key', {
          state: descriptor.getName(),
          operator: site.node.name,
        })
      return states.value(descriptor)
    },
  }
}
