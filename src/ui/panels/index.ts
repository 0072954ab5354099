/** The dock's tabs. This list is the whole registry: an id, a title, and the late part that draws it. */
import { words } from '../words.ts'
import { type TabId, tabIds } from './tabs.ts'

export type { TabId }

interface Panel {
  readonly id: TabId
  readonly title: string
  /** Null: it is there at once. */
  readonly part: Exclude<TabId, 'code'> | null
}

export const panels: readonly Panel[] = tabIds.map((id) => ({
  id,
  title: words.tabs[id],
  part: id === 'code' ? null : id,
}))
