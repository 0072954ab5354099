/** The learner's TypeScript becomes scripts with the same lines, their YAML a list of keys and values. */
export { compileModules, type Compiled, type CompiledModule } from './compile.ts'
export { type ParsedConfig, parseConfigYaml } from './config-yaml.ts'
