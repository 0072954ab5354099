/** Operators without state: map, filter, flatMap. Flink: StreamMap, StreamFilter, StreamFlatMap. */
import type { OperatorCode, RichFunction } from '../../datastream/index.ts'
import { collectorFor } from './collector.ts'
import { runtimeContextOf } from './runtime-context.ts'
import type { InputRecord, OperatorSite, StreamOperator } from './operator.ts'
import { enter } from './operator.ts'

type StatelessCode = Extract<OperatorCode, { kind: 'map' | 'filter' | 'flat-map' }>

/** The operator of a map, filter or flatMap. */
export function statelessOperator(site: OperatorSite, code: StatelessCode): StreamOperator {
  return {
    node: site.node,
    ...richLifecycle(site, code.rich),
    process: processorOf(site, code),
    advanceTo: () => undefined,
    snapshot: () => null,
    restore: () => 0,
    checkpointCompleted: () => undefined,
  }
}

function processorOf(site: OperatorSite, code: StatelessCode): (record: InputRecord) => void {
  switch (code.kind) {
    case 'map':
      return ({ value, timestamp }) => {
        enter(site)
        site.emit(code.fn.map(value), timestamp)
      }
    case 'filter':
      return ({ value, timestamp }) => {
        enter(site)
        if (code.fn.filter(value)) site.emit(value, timestamp)
      }
    case 'flat-map': {
      const out = collectorFor(site)
      return ({ value, timestamp }) => {
        enter(site)
        out.startRecord(timestamp)
        code.fn.flatMap(value, out)
      }
    }
  }
}

/** `open` and `close` of a rich function; nothing for a lambda. */
export function richLifecycle(
  site: OperatorSite,
  rich: RichFunction | null,
): { open(): void; close(): void } {
  return {
    open: () => {
      if (rich === null) return
      enter(site)
      rich.setRuntimeContext(runtimeContextOf(site, null))
      rich.open({})
    },
    close: () => {
      if (rich === null) return
      enter(site)
      rich.close()
    },
  }
}
