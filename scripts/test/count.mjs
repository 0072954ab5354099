/** What the tools of `npm test` report, as { passed, failed, skipped, notes }. */
import { existsSync, readFileSync } from 'node:fs'

/** A check has no parts: it passed or it did not. */
export function countStep({ code }) {
  return counted(code === 0 ? [{ status: 'passed' }] : [{ status: 'failed' }], code)
}

/** Vitest's reasons are in the title: `works offline (skipped: needs a second browser)`. */
export function countVitest({ code }, file) {
  const report = read(file)
  if (!report) return missing('vitest')
  const tests = report.testResults.flatMap((suite) => {
    // A file that cannot even be loaded has no tests to fail, so it fails itself.
    if (suite.status === 'failed' && suite.assertionResults.length === 0) {
      return [{ status: 'failed', title: suite.name }]
    }
    return suite.assertionResults.map(({ status, fullName }) => ({
      status: status === 'passed' || status === 'failed' ? status : 'skipped',
      title: fullName,
      reason: /\(skipped: .+\)/.test(fullName),
    }))
  })
  return counted(tests, code)
}

/** Playwright's reasons are what `test.skip(condition, reason)` was given. */
export function countPlaywright({ code }, file) {
  const report = read(file)
  if (!report) return missing('playwright')
  const tests = specsOf(report).flatMap((spec) =>
    spec.tests.map(({ status, annotations }) => ({
      status: status === 'expected' ? 'passed' : status === 'skipped' ? 'skipped' : 'failed',
      title: spec.title,
      reason:
        /\(skipped: .+\)/.test(spec.title) ||
        annotations.some(({ type, description }) => type === 'skip' && Boolean(description)),
    })),
  )
  return counted(tests, code)
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}

function counted(tests, code) {
  const unexplained = tests.filter((test) => test.status === 'skipped' && !test.reason)
  const of = (status) => tests.filter((test) => test.status === status).length
  const notes = unexplained.map((test) => `skipped without a reason: ${test.title}`)
  let failed = of('failed') + unexplained.length
  if (code !== 0 && failed === 0) {
    // For example an error outside any test, or not a single test found.
    failed = 1
    notes.push('no test failed, but the tool did')
  }
  return { passed: of('passed'), failed, skipped: of('skipped') - unexplained.length, notes }
}

function missing(tool) {
  return { passed: 0, failed: 1, skipped: 0, notes: [`${tool} left no results`] }
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
