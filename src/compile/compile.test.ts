import { expect, test } from 'vitest'
import type { Misuse } from '../model/index.ts'
import { compileModules } from './compile.ts'
import { evaluateModules, type ModuleFactory } from '../sandbox/guest/module-loader.ts'

const evaluate = eval as (code: string) => unknown

type Files = Record<string, string>

/** What the files' job.ts exports once it has run. */
function run(files: Files): Record<string, unknown> {
  const compiled = compileModules(files)
  if ('misuses' in compiled) throw new Error(JSON.stringify(compiled.misuses))
  let exported: Record<string, unknown> = {}
  const factories = new Map(
    compiled.modules.map(({ file, code }) => {
      return [
        file,
        evaluate(`(function(exports,require,module){${code}
})`) as ModuleFactory,
      ]
    }),
  )
  const entry = factories.get('job.ts') as ModuleFactory
  factories.set('job.ts', (exports, require, module) => {
    entry(exports, require, module)
    exported = exports as Record<string, unknown>
  })
  evaluateModules(factories, 'job.ts', (name) => ({ name, ValueStateDescriptor: class {} }))
  return exported
}

const misuses = (files: Files): readonly Misuse[] => {
  const compiled = compileModules(files)
  return 'misuses' in compiled ? compiled.misuses : []
}
const problems = (job: string) =>
  misuses({ 'job.ts': job }).map(({ code, at }) => `${code} ${at?.line}:${at?.column}`)

test('types leave, lines stay', () => {
  const job = `interface Order {
  fruit: string
}
type Total = { [fruit: string]: number }

export const line = (order: Order): number => {
  throw new Error('x')
}
enum Kind { A, B = 'b' }
export const kind = Kind.B as string satisfies string
abstract class Base<T> { constructor(protected readonly value: T) {} }
export class Sub extends Base<number> { get() { return this.value! } }
`
  const compiled = compileModules({ 'job.ts': job })
  const code = 'modules' in compiled ? (compiled.modules[0]?.code ?? '') : ''
  expect(code.split('\n')).toHaveLength(job.split('\n').length)
  expect(code.split('\n')[6]).toContain("throw new Error('x')")
  const { kind, Sub } = run({ 'job.ts': job }) as { kind: string; Sub: new (n: number) => unknown }
  expect(kind).toBe('b')
  expect(new Sub(3)).toMatchObject({ value: 3 })
})

test('files import each other, also in a cycle, with or without an ending', () => {
  const files = {
    'job.ts': `import { even } from './math/even'\nexport const answer = even(10)`,
    'math/even.ts': `import { odd } from './odd.ts'\nexport const even = (n: number): boolean => n === 0 || odd(n - 1)`,
    'math/odd.ts': `import { even } from '../math/even.js'\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1)`,
    'unused.ts': 'this is not TypeScript',
  }
  expect(run(files)['answer']).toBe(true)
})

test('every evaluation begins with fresh modules', () => {
  const files = {
    'job.ts': `import { next } from './count'\nexport const first = next()`,
    'count.ts': `let n = 0\nexport const next = () => ++n`,
  }
  expect(run(files)['first']).toBe(1)
  expect(run(files)['first']).toBe(1)
})

test('imports for types alone need no file', () => {
  expect(problems(`import type { A } from './a'\nlet a: A | null = null`)).toEqual([])
  expect(problems(`export type { A } from './a'`)).toEqual([])
})

test('imports that lead nowhere are named, with their place', () => {
  const job = `import { map } from 'lodash'\nimport './helper'\nimport x = require('../outside')\nx(map)`
  expect(problems(job)).toEqual([
    'import_unknown 1:21',
    'import_not_found 2:8',
    'import_not_found 3:20',
  ])
  expect(problems(`const later = import('./x')`)).toEqual(['dynamic_import 1:15'])
})

test('what would be dropped silently is refused', () => {
  expect(problems(`namespace Shop { export const open = true }`)).toEqual([
    'namespace_unsupported 1:1',
  ])
  expect(problems(`namespace Shop { export interface Order { at: number } }`)).toEqual([])
  expect(problems(`declare namespace Shop { const open: boolean }`)).toEqual([])
  expect(problems(`const namespace = 1\nexport const module = namespace + 1`)).toEqual([])
})

test('what no browser runs is refused', () => {
  expect(problems(`@sealed\nclass A {}`)).toEqual(['decorator_unsupported 1:1'])
  expect(problems(`class A {\n  accessor b = 1\n}`)).toEqual(['accessor_unsupported 2:3'])
  expect(problems(`class A { accessor = 1 }\nconst accessor = new A().accessor`)).toEqual([])
})

test('async functions are refused where they begin; other things may be called async', () => {
  expect(problems(`const later = async (x: number) => x`)).toEqual(['async_function 1:15'])
  expect(problems(`class Later { async map(x: number) { return x } }`)).toEqual([
    'async_function 1:15',
  ])
  expect(problems(`export async function f() { await 1 }`)).toEqual(['async_function 1:8'])
  expect(problems(`const options = { async: 1 }; options.async = 2`)).toEqual([])
})

test('top-level await is refused as such, await in a function by its async', () => {
  expect(problems(`export const a = await load()`)).toEqual(['top_level_await 1:18'])
  expect(problems(`await load()`)).toEqual(['top_level_await 1:1'])
  expect(problems(`export let a = 1\nif (a) {\n  await load()\n}`)).toEqual(['top_level_await 3:3'])
  expect(problems(`for await (const a of b) { a() }`)).toEqual(['top_level_await 1:5'])
  expect(problems(`const o = { await: 1 }`)).toEqual([])
  const inside = [
    'const f = async () => await 1',
    'class A { async m(a: number): Promise<number> { if (a) { for (;;) { await a } } return 1 } }',
    'const o = { async f() { for await (const x of []) { x } } }',
  ]
  expect(inside.map((code) => problems(code).map((found) => found.split(' ')[0]))).toEqual([
    ['async_function'],
    ['async_function'],
    ['async_function'],
  ])
})

test('a syntax error has its place and its reason', () => {
  expect(misuses({ 'job.ts': 'let x = 1\nlet y = ;' })).toEqual([
    {
      code: 'syntax_error',
      at: { file: 'job.ts', line: 2, column: 9 },
      values: { message: 'Unexpected token' },
    },
  ])
  // A brace too many cannot end the function the module is wrapped in.
  expect(problems('})\nalert(1);({')).toEqual(['syntax_error 1:1'])
})

test('without job.ts there is no program', () => {
  expect(misuses({ 'main.ts': '' }).map(({ code }) => code)).toEqual(['job_file_missing'])
  expect(misuses({ ['__proto__']: '' }).map(({ code }) => code)).toEqual(['job_file_missing'])
})

test('private names become fields that can be copied', () => {
  const job = `export class Count {
  #total = 1
  static #made = 0
  #add(n: number) { this.#total += n; Count.#made++ }
  static has(x: object) { return #total in x }
  read() { this.#add(2); return [this.#total, Count.#made, \`#total \${this.#total}\`, '#total'] }
}`
  const { Count } = run({ 'job.ts': job }) as {
    Count: { new (): { read(): unknown }; has(x: object): boolean }
  }
  const count = new Count()
  expect(count.read()).toEqual([3, 1, '#total 3', '#total'])
  expect(Count.has(count)).toBe(true)
  expect(Count.has({})).toBe(false)
  expect(Object.keys(count)).toEqual(['ǂtotal'])
})

test('a class and the one it extends may have the same private name', () => {
  const job = `class Base { #n = 1; static #n2 = 5; base() { return this.#n } }
export class Sub extends Base<{ a: 1 }> { #n = 2; sub() { return [this.#n, super.base(), class { #n = 3; n() { return this.#n } }] } }`
  const { Sub } = run({ 'job.ts': job }) as {
    Sub: new () => { sub(): [number, number, new () => { n(): number }] }
  }
  const [own, base, Inner] = new Sub().sub()
  expect([own, base, new Inner().n()]).toEqual([2, 1, 3])
})

test('templates over several lines keep the places after them', () => {
  expect(problems('const a = `1\n2:1-3:4 name\n`\n@b class C {}')).toEqual([
    'decorator_unsupported 4:1',
  ])
})
