/** `barrier-lab link`: a scenario as a link, and a link as a scenario. */
import { decodeLink, encodeLink } from '../storage/index.ts'
import { JsonLines } from './json-lines.ts'
import { only, wordsOf } from './options.ts'
import { Refused, refuseMisuses } from './refused.ts'
import { misuseText } from './misuse-text.ts'
import { readScenario } from './scenario-files.ts'

export async function linkCommand(args: readonly string[]): Promise<0> {
  const { positionals } = wordsOf(args, {})
  const [action, ...rest] = positionals
  if (action === 'encode') return encode(only(rest, 'scenario'))
  if (action === 'decode') return decode(only(rest, 'link'))
  throw new Refused('Say link encode <scenario> or link decode <url>. See --help.')
}

async function encode(path: string): Promise<0> {
  const link = await encodeLink(readScenario(path))
  await new JsonLines().writeAll([{ link, characters: link.length }])
  return 0
}

/** Of a whole address, what follows `#` counts. */
async function decode(url: string): Promise<0> {
  const decoded = await decodeLink(url.slice(Math.max(0, url.indexOf('#'))))
  if ('misuses' in decoded) refuseMisuses(decoded.misuses)
  for (const notice of decoded.notices) process.stderr.write(`${misuseText(notice)}\n`)
  await new JsonLines().writeAll([decoded.scenario])
  return 0
}
