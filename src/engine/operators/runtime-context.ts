/** What `getRuntimeContext()` answers. Flink: StreamingRuntimeContext. */
import type {
  KeyedStateStore,
  MetricGroup,
  RuntimeContext,
  StateDescriptor,
} from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'
import type { KeyedStates } from '../state/keyed-states.ts'
import type { OperatorSite } from '../task/operator.ts'

/** `states` null: an operator that is not on a keyed stream, where keyed state is refused. */
export function runtimeContextOf(
  site: OperatorSite,
  states: KeyedStates | null,
  metrics: MetricGroup,
): RuntimeContext {
  return {
    getMetricGroup: () => metrics,
    getTaskInfo: () => ({
      getTaskName: () => site.taskName,
      getIndexOfThisSubtask: () => site.index,
      getNumberOfParallelSubtasks: () => site.parallelism,
      getMaxNumberOfParallelSubtasks: () => site.maxParallelism,
      getAttemptNumber: () => site.execution.attempt,
      getTaskNameWithSubtasks: () =>
        `${site.taskName} (${site.index + 1}/${site.parallelism})#${site.execution.attempt}`,
    }),
    ...storeOf(site, states),
  }
}

function storeOf(site: OperatorSite, states: KeyedStates | null): KeyedStateStore {
  const keyed = (descriptor: StateDescriptor): KeyedStates => {
    if (states === null)
      throw new MisuseError('keyed_state_without_key', {
        state: descriptor.getName(),
        operator: site.node.name,
      })
    return states
  }
  return {
    getState: (descriptor) => keyed(descriptor).value(descriptor) as never,
    getListState: (descriptor) => keyed(descriptor).list(descriptor) as never,
    getMapState: (descriptor) => keyed(descriptor).map(descriptor) as never,
    getReducingState: (descriptor) => keyed(descriptor).reducing(descriptor) as never,
    getAggregatingState: (descriptor) => keyed(descriptor).aggregating(descriptor) as never,
  }
}
