/** Which part of the API each module of src/datastream belongs to. */
import type { Group } from '../../src/ui/reference/model.ts'

const docs = 'https://nightlies.apache.org/flink/flink-docs-release-2.1/docs/'

interface GroupOfModules extends Group {
  /** Files of src/datastream, without their endings. */
  readonly modules: readonly string[]
}

export const groups: readonly GroupOfModules[] = [
  {
    title: 'Streams',
    page: `${docs}dev/datastream/operators/overview/`,
    modules: ['environment', 'stream', 'data-stream-sink', 'connected-streams', 'output-tag'],
  },
  {
    title: 'Functions',
    page: `${docs}dev/datastream/user_defined_functions/`,
    modules: ['functions', 'co-functions', 'aggregation', 'runtime-context'],
  },
  {
    title: 'State',
    page: `${docs}dev/datastream/fault-tolerance/state/`,
    modules: ['state', 'state-descriptors', 'state-ttl', 'operator-state', 'checkpointed-function'],
  },
  {
    title: 'Broadcast state',
    page: `${docs}dev/datastream/fault-tolerance/broadcast_state/`,
    modules: ['broadcast-functions', 'broadcast-stream'],
  },
  {
    title: 'Time',
    page: `${docs}dev/datastream/event-time/generating_watermarks/`,
    modules: ['duration', 'time-unit', 'watermark-strategy', 'watermarks'],
  },
  {
    title: 'Windows',
    page: `${docs}dev/datastream/operators/windows/`,
    modules: [
      ...['windows', 'windowed-stream', 'window-assigners', 'window-functions', 'session-windows'],
      ...['trigger', 'triggers', 'time-triggers', 'evictors'],
    ],
  },
  {
    title: 'Joins',
    page: `${docs}dev/datastream/operators/joining/`,
    modules: [
      ...['joined-streams', 'co-grouped-streams', 'join-functions', 'windowed-pair-of-streams'],
      ...['interval-joined-streams', 'process-join-function'],
    ],
  },
  {
    title: 'Asynchronous requests',
    page: `${docs}dev/datastream/operators/asyncio/`,
    modules: ['async-data-stream', 'async-functions', 'async-retry', 'barrier-lab-service'],
  },
  {
    title: 'Sources and sinks',
    page: `${docs}connectors/datastream/kafka/`,
    modules: [
      'sources',
      'hybrid-source',
      'generator-shapes',
      'sinks',
      'kafka-source',
      'kafka-sink',
      'serialization',
    ],
  },
  {
    title: 'Types',
    page: `${docs}dev/datastream/fault-tolerance/serialization/types_serialization/`,
    modules: ['types'],
  },
  {
    title: 'Checkpoints and configuration',
    page: `${docs}dev/datastream/fault-tolerance/checkpointing/`,
    modules: ['configuration'],
  },
  { title: 'Metrics', page: `${docs}ops/metrics/`, modules: ['metrics'] },
]
