/** Which modules the weight of a script comes from: bytes in it, and bytes it would lose, gzipped, without them. */
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { gzipSync } from 'node:zlib'

const gzipped = (text) => gzipSync(text, { level: 9 }).length

/** Of one script with its map beside it, the heaviest first; empty without a map. */
export function weighModules(file) {
  if (!existsSync(`${file}.map`)) return []
  const code = readFileSync(file, 'utf8')
  const stretches = stretchesOf(
    code,
    new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8'))),
  )
  const whole = gzipped(code)
  const modules = [...new Set(stretches.map(({ module }) => module))].map((module) => {
    const others = stretches.filter((one) => one.module !== module).map(({ text }) => text)
    const own = stretches.filter((one) => one.module === module)
    const bytes = own.reduce((sum, { text }) => sum + text.length, 0)
    return { module, bytes, gzipped: whole - gzipped(others.join('')) }
  })
  return modules.sort((one, other) => other.gzipped - one.gzipped)
}

/** Neighbouring characters of one module; what no module is named for is the bundler's, or a template's. */
function stretchesOf(code, map) {
  const stretches = []
  for (const [line, text] of code.split('\n').entries()) {
    for (const [column, character] of [...`${text}\n`].entries()) {
      const source = map.findEntry(line, column).originalSource ?? '(none)'
      const module = source.replace(/^(\.\.\/)+/, '')
      const last = stretches.at(-1)
      if (last?.module === module) last.text += character
      else stretches.push({ module, text: character })
    }
  }
  return stretches
}
