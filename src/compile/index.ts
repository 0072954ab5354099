/** The learner's TypeScript becomes scripts with the same lines, their YAML a list of keys and values. */
export { compileModules } from './compile.ts'
export { withConfigEntry } from './config-edit.ts'
export { parseConfigYaml } from './config-yaml.ts'
