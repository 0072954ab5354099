/** What the reference says around its entries. */
export const referenceWords = {
  search: 'Search the reference',
  placeholder: 'Name, rule, message or words',
  results: 'Results',
  count: (n: number) => (n === 1 ? '1 result' : `${n} results`),
  nothing: (query: string) => `Nothing is called “${query}”, and no text has all these words.`,
  unknown: (id: string) => `The reference has no “${id}”.`,
  first: 'What is in the reference',
  all: 'All names',
  intro:
    'Every name that a program can import from ‘flink’: what it means, its units, the class of Flink it is, and the rules it follows. Rules and messages are here too: search for WIN-8 or key_is_null.',
  parts: 'Parts of the API',
  flinkPage: 'Flink’s page',
  pageOf: (group: string) => `${group}: Flink’s page`,
  removed: 'Flink 2 has it no more',
  removedIntro: 'Books and answers on the web often show Flink 1.x. This is the way of Flink 2.x.',
  later: 'Not here yet',
  laterIntro:
    'Flink has these, and a later version of the playground brings them. A program that calls one is told so.',
  notYet: (name: string) =>
    `${name} is part of Flink and comes in a later version of the playground.`,
  gone: (name: string, instead: string) => `${name} is Flink 1.x; in Flink 2 it is ${instead}.`,
  members: 'Members',
  inherited: 'Inherited',
  rule: 'rule',
  message: 'message',
  here: 'Here',
  cited: 'Where it matters',
  own: 'Barrier Lab’s own, Flink has no such class',
  units: 'Unit',
  messages: 'Messages',
} as const
