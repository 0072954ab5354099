/** What a link carries and a lesson starts from, at a version. */
export * from './scenario.ts'
