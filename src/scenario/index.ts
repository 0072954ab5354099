/** What a link carries and a lesson starts from, at a version. */
export * from './scenario.ts'
export { checkConfiguration, type ConfigurationReport } from './configuration.ts'
export { defaultScenario } from './default-scenario.ts'
export { type ParsedScenario, parseScenario, parseScenarioText } from './parse.ts'
export { defaultSpacing, partitionsOf, type PlannedPartition } from './topics.ts'
