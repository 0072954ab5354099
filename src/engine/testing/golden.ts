/** Whole jobs as real Flink ran them, kept beside this file: `expected` of one of them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What Apache Flink 2.2.0 showed, identically each time; `T` says which part of it a test reads. */
export function golden<T>(name: string): T {
  const path = fileURLToPath(new URL(`golden/${name}.json`, import.meta.url))
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly expected: T }).expected
}
