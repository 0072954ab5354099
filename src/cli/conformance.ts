/**
 * `npm run conformance -- <folder>`: every vector file of a folder against the engine's rules; by
 * default the copies this project keeps. Exit code 1 when a case fails, 2 when there is nothing.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { type FileReport, runFile } from '../engine/testing/conformance/run.ts'

const ownVectors = 'src/engine/testing/vectors'

function main(folder: string): number {
  const files = vectorFiles(folder)
  if (files.length === 0) {
    console.error(`No vector files (*.json) in ${folder}`)
    return 2
  }
  let [passed, failed, skipped] = [0, 0, 0]
  for (const file of files) {
    const report = read(join(folder, file))
    passed += report.passed
    failed += report.failed.length
    skipped += report.skipped
    console.log(line(file, report))
  }
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed > 0 ? 1 : 0
}

function vectorFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
  } catch {
    return []
  }
}

function read(path: string): FileReport {
  try {
    return runFile(readFileSync(path, 'utf8'))
  } catch (error) {
    const difference = error instanceof Error ? error.message : String(error)
    return { passed: 0, failed: [{ id: 'the file', difference }], skipped: 0 }
  }
}

function line(file: string, { passed, failed, skipped }: FileReport): string {
  const counts = `${file}: ${passed}/${failed.length}/${skipped}`
  const kind = passed + failed.length === 0 && skipped > 0 ? ' (kind not supported yet)' : ''
  const [first] = failed
  if (first === undefined) return counts + kind
  const ids = failed.map(({ id }) => id).join(', ')
  return `${counts} failed: ${ids}; first difference, ${first.id}: ${first.difference}`
}

process.exitCode = main(resolve(process.argv[2] ?? ownVectors))
