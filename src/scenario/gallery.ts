/** The programs of the gallery: scenario folders, found by their paths. */
import { assert } from '../base/index.ts'
import { emptyScenario, type Scenario } from './scenario.ts'

/** A program that a Flink user recognises, to be opened, run and changed. */
export interface GalleryProgram {
  /** As in links: `word-count`. */
  readonly id: string
  /** Place in the list, from 1. */
  readonly number: number
  readonly title: string
  /** What it does, and what to look at: the comment that its job.ts begins with. */
  readonly about: string
  readonly scenario: Scenario
}

/**
 * `texts`: every file of `gallery/<nn>-<id>/` by path; paths may begin with anything that ends in
 * `gallery/`. A folder that is not complete is a bug of ours.
 */
export function galleryOf(texts: Readonly<Record<string, string>>): readonly GalleryProgram[] {
  const folders = new Map<string, Record<string, string>>()
  for (const [path, text] of Object.entries(texts)) {
    const [folder = '', ...rest] = path.replace(/^.*gallery\//, '').split('/')
    folders.set(folder, { ...folders.get(folder), [rest.join('/')]: text })
  }
  return [...folders]
    .map(([folder, files]) => programOf(folder, files))
    .sort((a, b) => a.number - b.number)
}

function programOf(folder: string, all: Readonly<Record<string, string>>): GalleryProgram {
  const [, number, id] = /^(\d+)-([a-z-]+)$/.exec(folder) ?? []
  const { 'scenario.json': json, ...files } = all
  const comment = /^\/\*\*([^]*?)\*\//.exec(files['job.ts'] ?? '')?.[1]
  assert(id !== undefined && json !== undefined, `gallery/${folder} is a scenario folder`)
  assert(comment !== undefined, `gallery/${folder}/job.ts begins by saying what it is about`)
  const scenario = { ...emptyScenario, ...(JSON.parse(json) as Partial<Scenario>), files }
  const about = comment.replaceAll(/\s*\n \* ?/g, ' ').trim()
  return { id, number: Number(number), title: scenario.title, about, scenario }
}
