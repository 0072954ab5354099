/** Snapshots to and from files of the learner's computer, for the restore dialog. */
import { explanations, type Misuse, textOf } from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { laterWords } from '../later-words.ts'
import type { Ports } from '../ports.ts'
import { keptName, type KeptSnapshot } from './kept.ts'

type Files = Awaited<ReturnType<Ports['snapshotFiles']>>

/** What was taken in from a file, or why nothing was, in words. */
export type Opened = Exclude<Awaited<ReturnType<Files['takeIn']>>, Misuse> | string

/** Gives the browser the file to keep; answers what is wrong, or null. `scenario`: the program it is of. */
export async function saveAsFile(
  files: Files,
  snapshot: KeptSnapshot,
  scenario: Scenario | null,
): Promise<string | null> {
  const packed = await files.pack(snapshot, scenario)
  if ('code' in packed) return inWords(packed)
  const url = URL.createObjectURL(new Blob([packed], { type: 'application/zip' }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = `${fileName(snapshot)}.snapshot.zip`
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return null
}

/** Takes in what the file holds. */
export async function openFile(files: Files, file: File): Promise<Opened> {
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await file.arrayBuffer())
  } catch {
    return laterWords.snapshotFile.notRead(file.name)
  }
  const taken = await files.takeIn(bytes)
  return 'code' in taken ? inWords(taken) : taken
}

function inWords(misuse: Misuse): string {
  const { code } = misuse
  const more = (explanations as Readonly<Record<string, string>>)[code] ?? ''
  return `${textOf(misuse)} ${more}`.trim()
}

function fileName(snapshot: KeptSnapshot): string {
  const name = `${snapshot.manifest.jobName}-${keptName(snapshot)}`
  return name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'snapshot'
}
