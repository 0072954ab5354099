/**
 * What the first picture does without, in one list, which is itself fetched later. In the order in which all of it is
 * fetched when the page has nothing to do.
 */
export const parts = {
  telling: () => import('./telling.ts'),
  guestRest: () => import('virtual:guest-rest'),
  errands: () => import('./errands.ts'),
  cards: () => import('./graph/layers/cards.ts'),
  zooming: () => import('./graph/zooming.ts'),
  problems: () => import('./problems-of.ts'),
  messages: () => import('./editor/Messages.svelte'),
  branches: () => import('./timeline/Branches.svelte'),
  lesson: () => import('./lesson/Lesson.svelte'),
  linkCard: () => import('./shell/LinkCard.svelte'),
  brokenLink: () => import('./shell/BrokenLink.svelte'),
  inspector: () => import('./inspector/Inspector.svelte'),
  changes: () => import('./inspector/changes.ts'),
  stepChanges: () => import('./inspector/StepChanges.svelte'),
  keys: () => import('./dialogs/KeysDialog.svelte'),
  gallery: () => import('./gallery/Gallery.svelte'),
  reference: () => import('./reference/Reference.svelte'),
  programs: () => import('./gallery/programs.ts'),
  hunt: () => import('./hunt/HuntDialog.svelte'),
  compare: () => import('./compare/Compare.svelte'),
  faults: () => import('./faults/FaultDialog.svelte'),
  restore: () => import('./dialogs/RestoreDialog.svelte'),
  config: () => import('./panels/Config.svelte'),
  state: () => import('./panels/State.svelte'),
  checkpoints: () => import('./panels/Checkpoints.svelte'),
  kafka: () => import('./panels/Kafka.svelte'),
  metrics: () => import('./panels/Metrics.svelte'),
  output: () => import('./panels/Output.svelte'),
  exceptions: () => import('./panels/Exceptions.svelte'),
  terminal: () => import('./panels/Terminal.svelte'),
  commandLine: () => import('./terminal/command-line.ts'),
  reading: () => import('../storage/reading.ts'),
  seldom: () => import('../storage/seldom.ts'),
  snapshotFile: () => import('../storage/snapshot-file.ts'),
  lessons: () => import('./lesson/lessons.ts'),
  links: () => import('../storage/link.ts'),
  linkOpener: () => import('../storage/link-opener.ts'),
  tools: () => import('../sandbox/prepare.ts'),
} as const

/** Large, and nothing for a small screen: fetched where it is wanted. */
export const editor = () => import('./editor/monaco.ts')
export const editorTypes = () => import('./editor/flink-types.ts')
