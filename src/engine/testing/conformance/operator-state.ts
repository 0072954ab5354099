/** How operator state is dealt out anew. */
import * as v from 'valibot'
import { type OperatorStatePiece, repartitionOperatorState } from '../../state/redistribute.ts'
import { inJavaHashOrder } from '../../state/java-hash-order.ts'
import { type Adapter, hasFields } from './adapter.ts'

const pieceSchema = v.object({
  handle: v.string(),
  states: v.record(
    v.string(),
    v.object({
      mode: v.picklist(['SPLIT_DISTRIBUTE', 'UNION', 'BROADCAST']),
      offsets: v.array(v.number()),
    }),
  ),
})
const subtasksSchema = v.array(v.array(pieceSchema))
const schema = v.object({
  oldSubtasks: subtasksSchema,
  newParallelism: v.number(),
  splitStateIterationOrder: v.nullish(v.array(v.string())),
  expected: subtasksSchema,
})

export const operatorState: Adapter = {
  kind: 'operator state repartition',
  recognises: (_list, vector) => hasFields(vector, 'oldSubtasks', 'newParallelism', 'expected'),
  run(vector) {
    const parsed = v.parse(schema, vector)
    const old = parsed.oldSubtasks.map((pieces) =>
      pieces.map(({ handle, states }): OperatorStatePiece<number> => ({
        handle,
        states: new Map(
          Object.entries(states).map(([name, { mode, offsets }]) => [
            name,
            { mode, entries: offsets },
          ]),
        ),
      })),
    )
    const order = parsed.splitStateIterationOrder
    return {
      expected: { subtasks: parsed.expected, order },
      actual: {
        subtasks: repartitionOperatorState(old, parsed.newParallelism).map((pieces) =>
          pieces.map(shown).toSorted((a, b) => (a.handle < b.handle ? -1 : 1)),
        ),
        order: order && inJavaHashOrder(order.toSorted()),
      },
    }
  },
}

function shown({ handle, states }: OperatorStatePiece<number>) {
  const entries = [...states].map(([name, state]): [string, unknown] => [
    name,
    { mode: state.mode, offsets: state.entries },
  ])
  return { handle, states: Object.fromEntries(entries) }
}
