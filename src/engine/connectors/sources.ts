/** Which reader an operator's code asks for. */
import { assert } from '../../base/index.ts'
import type { OperatorCode } from '../../datastream/index.ts'
import type { OperatorSite, StreamOperator } from '../task/operator.ts'
import type { Broker } from './broker.ts'
import { kafkaReader } from './kafka-source.ts'
import { fileReader, socketReader } from './line-sources.ts'
import { numberedReader } from './numbered-source.ts'
import { SourceOperator, type SourceSurroundings } from './source-operator.ts'
import type { SourceReader } from './source-reader.ts'

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
    case 'numbered':
      return numberedReader(site, reader, splitsName(site))
    case 'socket':
      return socketReader(site, reader.address, broker)
    case 'file':
      return fileReader(site, reader.path, broker)
  }
}

/** What splits that have no place of their own are called: the same in every attempt and restore. */
function splitsName({ node }: OperatorSite): string {
  return node.uid ?? `${node.name.replace(/^Source: /, '')} ${node.id.slice(0, 4)}`
}
