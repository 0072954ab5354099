/** What only the comparison says. */
export const compareWords = {
  title: 'Compare',
  sides: ['A', 'B'],
  start: 'Compare',
  again: 'Compare with other settings…',
  close: 'Close compare',
  swap: 'Swap A and B',
  nextDifference: 'Next difference',
  previousDifference: 'Previous difference',
  rest: 'Run both to rest',
  first: (time: string) => `first difference, ${time}`,
  goToFirst: (time: string) => `Go to the first difference, at ${time}`,
  alike: 'Until here both do the same.',
  nothing: 'nothing of the kind',
  looking: 'Both runs are on their way.',
  views: { why: 'First difference', checkpoints: 'Checkpoints', results: 'Results' },
  noEffect: (file: string, line: number, setter: string) =>
    `Both runs have the same settings: line ${line} of ${file} sets it by ${setter}, which wins over config.yaml.`,
  sameSettings: 'Both runs have the same settings.',
} as const

/** What is looked into below the lanes. */
export type FoundView = keyof typeof compareWords.views
