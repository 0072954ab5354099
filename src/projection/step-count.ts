/** How many steps there have been, of each class: what `step 214` counts. */
import { type StepClass, stepOf, type TraceEvent } from '../trace/index.ts'
import type { Projection } from './projection.ts'

export interface StepCountState {
  count: number
  byClass: Readonly<Partial<Record<StepClass, number>>>
  /** The last event, if it is (so far) the end of a step. */
  last: { readonly event: TraceEvent; readonly step: StepClass } | null
}

export const stepCount: Projection<StepCountState> = {
  name: 'step-count',
  initial: () => ({ count: 0, byClass: {}, last: null }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    const step = stepOf(event)
    const { last } = state
    state.last = step === null ? null : { event, step }
    if (step === null) return
    // As in stepping: what an event at once causes in its own class is one step with it.
    const goesOn =
      last?.step === step && event.cause === last.event.seq && event.at === last.event.at
    if (goesOn) return
    state.count++
    state.byClass = { ...state.byClass, [step]: (state.byClass[step] ?? 0) + 1 }
  },
}
