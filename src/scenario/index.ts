/** What a link carries and a lesson starts from, at a version. */
export * from './scenario.ts'
export { checkConfiguration } from './configuration.ts'
export { defaultScenario } from './default-scenario.ts'
export { galleryOf, type GalleryProgram } from './gallery.ts'
export { type ParsedScenario, parseScenario } from './parse.ts'
export { defaultSpacing, partitionsOf, type PlannedPartition } from './topics.ts'
