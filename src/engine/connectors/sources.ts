/** Which reader an operator's code asks for. */
import { assert } from '../../base/index.ts'
import type { OperatorCode } from '../../datastream/index.ts'
import type { OperatorSite, StreamOperator } from '../task/operator.ts'
import { kafkaReader } from './kafka-source.ts'
import { SourceOperator, type SourceSurroundings } from './source-operator.ts'

type SourceCode = Extract<OperatorCode, { kind: 'kafka-source' }>

export function isSource(operator: StreamOperator): operator is SourceOperator {
  return operator instanceof SourceOperator
}

export function sourceOperator(
  site: OperatorSite,
  code: SourceCode,
  around: SourceSurroundings,
): SourceOperator {
  const { role } = site.node
  assert(role.kind === 'kafka-source', 'a source has the role of a source')
  return new SourceOperator(site, kafkaReader(site, role, code, around.broker), code.time, around)
}
