/**
 * Scenarios to and from a link: `#1.<payload>.<checksum>`. The version is outside; the payload is the
 * scenario's JSON, deflated (raw) and written as base64url; the checksum, of the JSON's bytes, may be
 * missing. Every link ever released is in `samples/links` and still opens. Decoding runs nothing.
 */
import { crc32 } from '../base/index.ts'
import { limits, type Misuse } from '../model/index.ts'
import {
  emptyScenario,
  type ParsedScenario,
  parseScenario,
  type Scenario,
} from '../scenario/index.ts'
import { decodeBase64Url, encodeBase64Url } from './base64url.ts'
import { deflate, inflate } from './deflate.ts'

const linkVersion = 1
const form = /^#?(\d{1,6})\.([\w-]*)(?:\.([\w-]{6}))?$/

/** The hash of a link that opens this scenario, its cursor included. */
export async function encodeLink(scenario: Scenario): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(withoutDefaults(scenario)))
  const payload = encodeBase64Url(await deflate(bytes))
  return `#${linkVersion}.${payload}.${encodeBase64Url(checksumOf(bytes))}`
}

/** The scenario of a link, or what is wrong with the link. Never throws, whatever the text is. */
export async function decodeLink(link: string): Promise<ParsedScenario> {
  try {
    return await decode(link)
  } catch {
    return refusal('link_damaged')
  }
}

async function decode(link: string): Promise<ParsedScenario> {
  if (link.length > limits.linkCharacters)
    return refusal('link_too_long', { limit: limits.linkCharacters })
  const [, version, payload, checksum] = form.exec(link) ?? []
  if (version === undefined || payload === undefined) return refusal('link_damaged')
  if (Number(version) > linkVersion)
    return refusal('link_newer', { version: Number(version), known: linkVersion })
  if (Number(version) < 1) return refusal('link_damaged')
  const bytes = await inflate(decodeBase64Url(payload), limits.linkInflatedBytes)
  if (bytes === null) return refusal('link_too_large', { limit: limits.linkInflatedBytes })
  const isWhole = checksum === undefined || encodeBase64Url(checksumOf(bytes)) === checksum
  if (!isWhole) return refusal('link_damaged')
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  if (isNestedDeeper(text, limits.jsonDepth))
    return refusal('scenario_too_deep', { limit: limits.jsonDepth })
  return parseScenario(JSON.parse(text))
}

function refusal(code: string, values: Misuse['values'] = {}): ParsedScenario {
  return { misuses: [{ code, at: null, values }] }
}

/** Four bytes, the highest first. */
function checksumOf(bytes: Uint8Array): Uint8Array {
  const checksum = crc32(bytes)
  return Uint8Array.of(checksum >>> 24, checksum >>> 16, checksum >>> 8, checksum)
}

/** A shorter link: what is as in a new scenario is left out. */
function withoutDefaults(scenario: Scenario): Partial<Scenario> {
  const defaults = emptyScenario as unknown as Record<string, unknown>
  const differs = ([name, value]: [string, unknown]): boolean =>
    name === 'version' ||
    name === 'rules' ||
    JSON.stringify(value) !== JSON.stringify(defaults[name])
  return Object.fromEntries(Object.entries(scenario).filter(differs))
}

/** Counts brackets outside strings: a parser that recurses must not be given what exhausts its stack. */
function isNestedDeeper(json: string, most: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < json.length; i++) {
    const character = json[i]
    if (inString) {
      if (character === '\\') i++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') {
      if (++depth > most) return true
    } else if (character === '}' || character === ']') depth--
  }
  return false
}
