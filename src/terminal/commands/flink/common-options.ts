/** Options that every sub-command of `flink` takes. Flink: GenericCLI, DefaultCLI. They change nothing here. */
import type { OptionSpec } from '../../options.ts'

const property: OptionSpec = {
  short: 'D',
  long: null,
  takes: 'property',
  valueName: 'property=value',
  says: 'Allows specifying multiple generic configuration options. The available options can be found at https://nightlies.apache.org/flink/flink-docs-stable/ops/config.html',
}

export const genericOptions: readonly OptionSpec[] = [
  property,
  {
    short: 'e',
    long: 'executor',
    takes: 'value',
    says: 'DEPRECATED: Please use the -t option instead which is also available with the "Application Mode".\nThe name of the executor to be used for executing the given job, which is equivalent to the "execution.target" config option. The currently available executors are: "test-executor", "remote", "local".',
  },
  {
    short: 't',
    long: 'target',
    takes: 'value',
    says: 'The deployment target for the given application, which is equivalent to the "execution.target" config option. For the "run" action the currently available targets are: "test-executor", "remote", "local".',
  },
]

export const clusterOptions: readonly OptionSpec[] = [
  property,
  {
    short: 'm',
    long: 'jobmanager',
    takes: 'value',
    says: 'Address of the JobManager to which to connect. Use this flag to connect to a different JobManager than the one specified in the configuration. Attention: This option is respected only if the high-availability configuration is NONE.',
  },
  {
    short: 'z',
    long: 'zookeeperNamespace',
    takes: 'value',
    says: 'Namespace to create the Zookeeper sub-paths for high availability mode',
  },
]
