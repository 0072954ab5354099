/** Who may import whom. The table is the rule; everything below it only says it in the tool's words. */

/** From each folder of src to the folders it may import, besides itself, and why not more. */
const mayImport = {
  base: [[], 'base has nothing to do with Flink, so it knows no folder that has'],
  model: [['base'], 'the nouns know no verbs'],
  trace: [['base', 'model'], 'what happened does not depend on what made it happen'],
  datastream: [['base', 'model'], "the learner's API builds a graph and runs nothing"],
  scenario: [['base', 'model'], 'a stored form must open without the code that runs it'],
  compile: [['base', 'model'], "the learner's text is turned into a script before anything runs"],
  inspect: [['base', 'model'], 'it reads what a real cluster wrote, so nothing of ours made it'],
  run: [['base', 'model', 'trace', 'scenario'], 'a run is a value: what goes in, what comes out'],
  engine: [
    ['base', 'model', 'trace', 'datastream', 'scenario', 'run'],
    'the cluster does not know who is watching',
  ],
  projection: [
    ['base', 'model', 'trace'],
    'not the engine: what the screen shows must be in the trace',
  ],
  lesson: [
    ['base', 'model', 'trace', 'scenario', 'projection'],
    'a lesson judges by the trace and by nothing else',
  ],
  terminal: [['base', 'model', 'trace', 'projection'], 'a command asks the trace, as a panel does'],
  export: [['base', 'model', 'scenario'], 'a project for real Flink is made from the scenario'],
  hunt: [
    ['base', 'model', 'trace', 'scenario', 'run', 'projection'],
    'it compares what projections answer of runs, whoever runs them',
  ],
  session: [
    ['base', 'model', 'trace', 'scenario', 'run', 'projection', 'lesson'],
    'where the learner stands can be tested without a browser',
  ],
  sandbox: [
    ['base', 'model', 'trace', 'scenario', 'run', 'compile'],
    "the page's side of the wall has no engine: only the guest and its inline twin do",
  ],
  storage: [['base', 'model', 'scenario', 'run'], 'storage has no knowledge of what it stores'],
  ui: [
    [
      ...['base', 'model', 'trace', 'scenario', 'compile', 'inspect', 'run', 'projection'],
      ...['lesson', 'terminal', 'export', 'hunt', 'session'],
    ],
    'the screen draws what projections answer; only ui/main.ts and ui/parts.ts know sandbox and storage',
  ],
  cli: [
    [
      ...['base', 'model', 'trace', 'scenario', 'run', 'projection', 'lesson', 'terminal'],
      ...['export', 'inspect', 'sandbox', 'compile', 'hunt'],
    ],
    'the command line runs plans as the browser does; only benches may look into the engine',
  ],
}

/** Single places that may import more than their folder may. */
const mayAlsoImport = [
  { from: '^src/sandbox/(guest/|inline-runner)', folders: ['engine', 'datastream'] },
  { from: '^src/ui/(first|main|parts)\\.ts$', folders: ['sandbox', 'storage'] },
  { from: '^src/cli/(bench|fuzz|conformance)', folders: ['engine', 'datastream'] },
  { from: '^src/cli/(link|hunt)', folders: ['storage'] },
]

const test = '(\\.test\\.ts$|/testing/)'
/** Doors of a folder besides its index.ts, each with a reason. */
const otherDoors = [
  // The inline runner brings the engine along, so the page must be able to import sandbox without it.
  '^src/sandbox/inline-runner\\.ts$',
  // Links are read and written when somebody follows or shares one.
  '^src/storage/link(-opener)?\\.ts$',
  // What was kept is read when there is something, and swept when there is time.
  '^src/storage/reading\\.ts$',
  '^src/storage/seldom\\.ts$',
  '^src/storage/snapshot-file\\.ts$',
  // The first frame is made before the page has the rest of sandbox.
  '^src/sandbox/host/frames\\.ts$',
  // Making a plan ready needs no wall, and Node has none.
  '^src/sandbox/prepare\\.ts$',
  // The learner's API as text, shown by the editor.
  '\\.d\\.ts$',
]

const anyOf = (folders) => `^src/(${folders.join('|')})/`
const exceptions = (folder) =>
  mayAlsoImport.filter(({ from }) => from.startsWith(`^src/${folder}/`))

const table = Object.entries(mayImport).flatMap(([folder, [allowed, comment]]) => {
  const rule = (name, from, folders) => ({
    name,
    comment,
    severity: 'error',
    from,
    to: { path: '^src/', pathNot: [anyOf([folder, ...folders]), '\\.d\\.ts$'] },
  })
  const special = exceptions(folder)
  return [
    rule(
      `${folder}-imports`,
      { path: `^src/${folder}/`, pathNot: [test, ...special.map(({ from }) => from)] },
      allowed,
    ),
    ...special.map(({ from, folders }, at) =>
      rule(`${folder}-imports-${at + 1}`, { path: from, pathNot: [test] }, [
        ...allowed,
        ...folders,
      ]),
    ),
  ]
})

module.exports = {
  forbidden: [
    ...table,
    {
      name: 'known-folder',
      comment: 'A folder of src has a line in the table above.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: [anyOf([...Object.keys(mayImport), 'ambient'])] },
      to: {},
    },
    {
      name: 'through-the-index',
      comment: 'A folder is entered by its index.ts; within a folder, import the file you mean.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: [test] },
      to: {
        path: '^src/[^/]+/',
        pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '/testing/', ...otherDoors],
      },
    },
    {
      name: 'no-detour-through-the-index',
      comment: "A file does not import its own folder's index.ts: that makes cycles of neighbours.",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: [test, '^src/cli/'] },
      to: { path: '^src/$1/index\\.ts$' },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'What testing/ folders offer is for tests, and for fuzzing from the command line.',
      severity: 'error',
      from: { path: '^src/', pathNot: [test, '^src/cli/'] },
      to: { path: '/testing/' },
    },
    {
      name: 'inline-runner-is-not-for-pages',
      comment: 'It has no wall: only tests and the command line run learner code beside ours.',
      severity: 'error',
      from: { path: '^src/', pathNot: [test, '^src/cli/'] },
      to: { path: '^src/sandbox/inline-runner' },
    },
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one file, or three. Streams are the exception: as in Flink, ' +
        'each kind of stream makes the others, but only when called.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/datastream/[a-z-]*streams?[.]ts$' },
      to: { circular: true },
    },
    {
      name: 'found',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^virtual:', '\\?(worker|raw|url)'] },
    },
    {
      name: 'no-development-tools',
      comment:
        'What a visitor loads does not contain what we test with; nobody loads the command line.',
      severity: 'error',
      from: { path: '^src/', pathNot: [test, '^src/cli/'] },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte', 'browser'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.d.ts'],
    },
  },
}
