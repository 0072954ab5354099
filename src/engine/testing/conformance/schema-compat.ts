/**
 * Whether state can be read by a changed program: Flink's serializers. Left out: Avro's and JSON
 * Schema's rules, which belong to schemas of records.
 */
import * as v from 'valibot'
import { MisuseError, type SerializerSnapshot } from '../../../model/index.ts'
import {
  type Compatibility,
  lostConstant,
  resolveSchemaCompatibility,
} from '../../state/schema/compatibility.ts'
import {
  checkKeySchema,
  checkStateSchema,
  isReadInPlace,
} from '../../state/schema/restored-schema.ts'
import type { Adapter } from './adapter.ts'
import {
  type Declarations,
  declarationsIn,
  listOf,
  noDeclarations,
  rootOf,
  serializerIn,
} from './serializer-text.ts'

const schema = v.looseObject({
  role: v.nullish(v.string(), 'state value'),
  oldType: v.string(),
  newType: v.string(),
  result: v.string(),
  executed: v.nullish(v.record(v.string(), v.unknown()), {}),
})

interface Described {
  readonly serializer: SerializerSnapshot
  readonly ttl: boolean
}

const serializers: Adapter = {
  kind: 'compatibility of serializers',
  recognises: (_list, vector) =>
    vector['kind'] === 'flink-serializer' && !/avro/i.test(JSON.stringify(vector)),
  run(vector) {
    const parsed = v.parse(schema, vector)
    const [before, now] = bothOf(parsed.oldType, parsed.newType, parsed.role)
    const heap = parsed.executed['heap']
    // Namespaces have no types of their own here, so there is nothing to be said about them.
    const isCompared = typeof heap === 'string' && parsed.role !== 'namespace'
    const expectedWords = isCompared ? wordsOf(heap) : null
    const words = refusalOf(parsed.role, before, now)
    return {
      expected: { result: resultIn(parsed.result), words: expectedWords },
      actual: {
        result: resultOf(parsed.role, before, now),
        words: expectedWords === null ? null : (words?.slice(-expectedWords.length) ?? 'restored'),
      },
    }
  },
}

/** The result for the version this engine follows, without the remark behind it. */
function resultIn(result: string): string {
  return (/heap >= 2\.2: (.*)$/.exec(result)?.[1] ?? result).replace(/ \(.*\)$/, '')
}

/** Flink's words for a refusal that the types alone decide; what a JVM's classes add is not compared. */
function wordsOf(heap: string): string | null {
  return (
    /^(?:BackendBuildingException <- )?(?:StateMigration|IllegalState)Exception: (.*)$/.exec(
      heap,
    )?.[1] ?? null
  )
}

function bothOf(oldText: string, newText: string, role: string): [Described, Described] {
  if (role === 'namespace') {
    return bothOf('class Window{int start;}', `Window ${changeIn(newText)}`, 'state value')
  }
  const [oldType, newType] = [stripped(oldText), stripped(newText)]
  if (/\bTTL\b/.test(oldText)) return [withTtl(oldText), withTtl(newText)]
  const subclasses = /^registered subclasses \[/.test(oldText)
  if (subclasses) return [withSubclasses(oldText), withSubclasses(newText)]
  const before = declarationsIn(oldType, noDeclarations)
  const after = declarationsIn(newType, before)
  const root = rootOf(oldType)
  return [describe(root, before), describe(newRoot(newType, root, before), after)]
}

function changeIn(text: string): string {
  return /migration/.test(text) ? 'gained a field' : 'is the same'
}

/** What is said about the place or the value stands beside the type. */
function stripped(text: string): string {
  return text
    .replace(/^Flink \d\.x: /, '')
    .replace(/\s+(as KEY|key|with \w+ = \w+)$/, '')
    .replace(/\s*\([^()]*\)\s*$/, (remark) => (remark.includes('Flink') ? '' : remark))
    .replace(/^/, /^Flink 1/.test(text) ? 'Flink 1.x ' : '')
    .trim()
}

/** The new text may give another root, declare parts of the old one anew, or say what changed in them. */
function newRoot(text: string, oldRoot: string, before: Declarations): string {
  const declared = [...text.matchAll(/\b([A-Z]\w*)\s*\{/g)].map(([, name = '']) => name)
  if (declared.includes(oldRoot) || / (gained|lost) a field| without no-arg/.test(text)) {
    return oldRoot
  }
  if (declared.length === 0) return text
  const isKnown = (name: string) => before.classes.has(name) || before.enums.has(name)
  // A class that was not there before, where the old root is gone: it was renamed.
  const renamed = declared.find((name) => !isKnown(name))
  return isKnown(oldRoot) && before.classes.has(oldRoot) ? (renamed ?? oldRoot) : oldRoot
}

function describe(type: string, known: Declarations): Described {
  const serializer = serializerIn(type, known)
  if (serializer === null) throw new Error(`no serializer for ${type}`)
  return { serializer, ttl: false }
}

function withTtl(text: string): Described {
  const kind = /^(List|Map)State/.exec(text)?.[1]
  const type = kind === 'List' ? 'ListState<Integer>' : 'ValueState<Integer>'
  return { ...describe(type, noDeclarations), ttl: !/without TTL/.test(text) }
}

function withSubclasses(text: string): Described {
  const subclasses = listOf(/\[(.*)\]/.exec(text)?.[1] ?? '')
  const fields = { a: { serializer: 'IntSerializer' } } as const
  return {
    serializer: { serializer: 'PojoSerializer', className: 'A', fields, subclasses },
    ttl: false,
  }
}

/** `resolveSchemaCompatibility` for a value; what the restore says for what must not migrate. */
function resultOf(role: string, before: Described, now: Described): string {
  const lost = lostConstant(now.serializer, before.serializer)
  if (lost !== null && !lost.inField)
    return `IllegalStateException: ${refusalOf(role, before, now) ?? ''}`.replace(/: .*: /, ': ')
  const found: Compatibility =
    now.ttl === before.ttl
      ? resolveSchemaCompatibility(now.serializer, before.serializer)
      : 'compatibleAfterMigration'
  const isRefused =
    role === 'partition key' || role === 'namespace'
      ? !isReadInPlace(found)
      : role === 'MapState user key' && found === 'incompatible'
  return isRefused ? 'StateMigrationException' : found
}

/** What the engine says to the program; null where it restores. */
function refusalOf(role: string, before: Described, now: Described): string | null {
  const named = (one: Described) => ({ ...one, type: one.serializer.serializer })
  try {
    if (role === 'partition key') checkKeySchema('count', named(now), named(before))
    else checkStateSchema({ operator: 'count', state: 's' }, named(now), named(before))
    return null
  } catch (error) {
    if (error instanceof MisuseError) return error.message
    throw error
  }
}

export const schemaCompat: readonly Adapter[] = [serializers]
