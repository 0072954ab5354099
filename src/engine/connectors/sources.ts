/** Which reader an operator's code asks for. */
import { assert } from '../../base/index.ts'
import type { OperatorCode, PartPlan } from '../../datastream/index.ts'
import type { OperatorSite, StreamOperator } from '../task/operator.ts'
import type { Broker } from './broker.ts'
import { hybridReader } from './hybrid-source.ts'
import { kafkaReader } from './kafka-source.ts'
import { fileReader, socketReader } from './line-sources.ts'
import { numberedReader } from './numbered-source.ts'
import { SourceOperator, type SourceSurroundings } from './source-operator.ts'
import type { SourceReader } from './source-reader.ts'
import { splitsName } from './splits.ts'

type SourceCode = Extract<OperatorCode, { kind: 'kafka-source' | 'source' }>

export function isSource(operator: StreamOperator): operator is SourceOperator {
  return operator instanceof SourceOperator
}

export function sourceOperator(
  site: OperatorSite,
  code: SourceCode,
  around: SourceSurroundings,
): SourceOperator {
  return new SourceOperator(site, readerOf(site, code, around.broker), code.time, around)
}

function readerOf(site: OperatorSite, code: SourceCode, broker: Broker): SourceReader {
  const { role } = site.node
  if (code.kind === 'kafka-source') {
    assert(role.kind === 'kafka-source', 'a source has the role of a source')
    return kafkaReader(site, role, code, broker)
  }
  const { reader } = code
  switch (reader.kind) {
    case 'socket':
      return socketReader(site, reader.address, broker)
    case 'hybrid':
      return hybridReader(reader.readers.map((one) => () => partReader(site, one, broker)))
    default:
      return partReader(site, reader, broker)
  }
}

function partReader(site: OperatorSite, plan: PartPlan, broker: Broker): SourceReader {
  switch (plan.kind) {
    case 'numbered':
      return numberedReader(site, plan, splitsName(site.node))
    case 'file':
      return fileReader(site, plan.path, broker)
    case 'kafka':
      return kafkaReader(site, plan, plan, broker)
  }
}
