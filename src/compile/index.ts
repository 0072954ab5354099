/** The learner's TypeScript becomes scripts with the same lines. */
export { compileModules, type Compiled, type CompiledModule, entryFile } from './compile.ts'
export { evaluateModules, type ModuleFactory } from './module-loader.ts'
