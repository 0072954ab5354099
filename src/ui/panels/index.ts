/** The dock's tabs. This list is the whole registry: a panel is an id, a title and a component; only the first is there at once. */
import type { Component } from 'svelte'
import type { Lab } from '../lab.svelte.ts'
import { later } from '../later.ts'
import { words } from '../words.ts'
import Code from './Code.svelte'
import type { TabId } from './tabs.ts'

export type { TabId }

interface PanelModule {
  readonly default: Component<{ lab: Lab }>
}

interface Panel {
  readonly id: TabId
  readonly title: string
  load(): PanelModule | Promise<PanelModule>
}

export const panels: readonly Panel[] = [
  { id: 'code', title: words.tabs.code, load: () => ({ default: Code }) },
  { id: 'config', title: words.tabs.config, load: () => later.get('config') },
  { id: 'state', title: words.tabs.state, load: () => later.get('state') },
  { id: 'checkpoints', title: words.tabs.checkpoints, load: () => later.get('checkpoints') },
  { id: 'kafka', title: words.tabs.kafka, load: () => later.get('kafka') },
  { id: 'metrics', title: words.tabs.metrics, load: () => later.get('metrics') },
  { id: 'output', title: words.tabs.output, load: () => later.get('output') },
  { id: 'exceptions', title: words.tabs.exceptions, load: () => later.get('exceptions') },
  { id: 'terminal', title: words.tabs.terminal, load: () => later.get('terminal') },
]
