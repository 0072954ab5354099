import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Folders that give the same answer in every browser and at every time of day. */
const core = [
  'base',
  'model',
  'trace',
  'datastream',
  'compile',
  'scenario',
  'run',
  'engine',
  'projection',
  'lesson',
  'terminal',
  'export',
  'inspect',
  'session',
]
const tests = ['**/*.test.ts', '**/testing/**/*.ts', 'e2e/**/*.ts']

// IEEE 754 says what + - * / and sqrt give; the rest of Math may differ in the last bit between browsers.
const inexact = [
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh'],
  ...['asinh', 'acosh', 'atanh', 'exp', 'expm1', 'log', 'log2', 'log10', 'log1p'],
  ...['pow', 'cbrt', 'hypot'],
]
const unrepeatable = [
  { object: 'Math', property: 'random', message: 'Take a stream of base/rng.ts.' },
  { object: 'Date', property: 'now', message: 'Use virtual time: the event or the agenda has it.' },
  ...inexact.map((property) => ({
    object: 'Math',
    property,
    message: 'Not the same in every browser: use whole numbers or a table.',
  })),
  { property: 'localeCompare', message: 'Depends on the locale: compare with < and >.' },
]

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that a noun has one name everywhere.',
}
const coreSyntax = [
  noDefaultExport,
  { selector: "NewExpression[callee.name='Date']", message: 'Use virtual time.' },
  { selector: 'ForInStatement', message: 'Use Object.entries, or a Map.' },
  {
    selector: "BinaryExpression[operator='**']:not([left.value=2])",
    message: 'Not the same in every browser: multiply, or use a table.',
  },
]
const noWaiting = [
  'FunctionDeclaration[async=true]',
  'FunctionExpression[async=true]',
  'ArrowFunctionExpression[async=true]',
  'AwaitExpression',
  'ForOfStatement[await=true]',
].map((selector) => ({
  selector,
  message: 'The engine asks and never waits: return a Pause, and let the guest wait.',
}))

const size = {
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 4],
  complexity: ['error', { max: 12, variant: 'modified' }],
}

export default defineConfig(
  {
    ignores: [
      'dist/',
      'node_modules/',
      // What a learner starts from may be wrong on purpose.
      'lessons/**/start/**',
      'lessons/**/solution/**',
      '**/samples/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: globals.node },
  },
  { files: ['public/**/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // An unused parameter of an interface's method says what the method could use.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      eqeqeq: 'error',
    },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], extends: [svelte.configs.recommended] },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser },
    },
    rules: {
      // The linter sees another component's props as any; svelte-check checks them.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Props are written with let, as Svelte's own documentation does.
      'prefer-const': 'off',
      'svelte/prefer-const': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    rules: { ...size, 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    files: core.map((folder) => `src/${folder}/**/*.ts`),
    ignores: tests,
    rules: {
      'no-restricted-properties': ['error', ...unrepeatable],
      'no-restricted-syntax': ['error', ...coreSyntax],
    },
  },
  {
    files: ['src/engine/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', ...coreSyntax, ...noWaiting] },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['src/ambient/**'], rules: { 'no-restricted-syntax': 'off' } },
  // Made from the API: as long as the API is.
  // Made from the API; what is private there has no use of its type parameters left.
  {
    files: ['src/datastream/datastream.d.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    files: tests,
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
)
