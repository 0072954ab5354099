/**
 * Which modules of the guest come after it, and how both parts are put together. Rolldown makes two CommonJS chunks
 * of the guest; the code of the core names what is in the rest as `rest.name`, where it is used, and never before.
 */

/**
 * What the first job runs without, checked by e2e/guest-parts.spec.ts. A module may stand here when no
 * module of the core needs it to be evaluated: no class extends one of these, no table is made of them.
 */
const left: readonly RegExp[] = [
  /^src\/datastream\/(async|broadcast|co-|connected|global|interval|join|windowed|windows|window-)/,
  /^src\/datastream\/(barrier-lab-service|copy-of|evictors|generator-shapes|metrics|output-tag|process-join)/,
  /^src\/datastream\/(rolling|session-windows|state-ttl|time-triggers|time-unit|triggers?)\.ts/,
  /^src\/engine\/operators\/(async|windowing)\//,
  /^src\/engine\/operators\/(broadcast|co-functions|functions|interval-join|keyed-reduce)\.ts/,
  /^src\/engine\/operators\/timestamps-and-watermarks\.ts/,
  /^src\/engine\/time\/timestamps-and-watermarks\.ts/,
  /^src\/engine\/checkpoint\/(at-least-once|unaligned|failure-reason)\.ts/,
  /^src\/engine\/cluster\/(restore|restored-snapshot)\.ts/,
  /^src\/engine\/restore\/(finished-vertices|matching)\.ts/,
  /^src\/engine\/connectors\/(numbered-source|line-sources)\.ts/,
  /^src\/engine\/state\/(schema\/(compatibility|migration|restored-schema)|redistribute)\.ts/,
  /^src\/engine\/state\/(copying|map-state|user-key)\.ts/,
  /^src\/engine\/state\/ttl\/(?!access-of|ttl-value\.)/,
  /^src\/engine\/task\/failure\.ts/,
  /^src\/model\/messages\.generated\.ts/,
]

/** `file`: from the project's folder. */
export function isLeftToTheRest(file: string): boolean {
  const path = file.replaceAll('\\', '/')
  return left.some((pattern) => pattern.test(path))
}

const global = '__barrierLabParts'

/** Around the core. Who uses a name of the rest before it is there is stopped, and it is noted for good. */
const loader = `
const parts = { isMissing: false, isPeeking: false }
const early = () => {
  if (parts.isPeeking) return undefined
  parts.isMissing = true
  throw new Error('a part of the guest that is not here yet')
}
const core = {}
const rest = Object.create(new Proxy({}, { get: early }))
parts.add = (part) => part(rest, () => core)
Object.defineProperty(globalThis, '${global}', { value: parts, configurable: true })
`

/** `chunk`: CommonJS. */
export function scriptOfCore(chunk: string): string {
  return `(function(){"use strict";${loader};(function(exports,require){${chunk}\n})(core,()=>rest)})()\n`
}

/** Run in the same worker after the core, and before anything of a learner's. */
export function scriptOfRest(chunk: string): string {
  return `${global}.add(function(exports,require){${chunk}\n})\n`
}
