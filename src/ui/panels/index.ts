/** The dock's tabs. This list is the whole registry: a panel is an id, a title and a component, fetched when it is shown. */
import type { Component } from 'svelte'
import type { Lab } from '../lab.svelte.ts'
import { words } from '../words.ts'
import type { TabId } from './tabs.ts'

export type { TabId }

type PanelComponent = Component<{ lab: Lab }>

interface Panel {
  readonly id: TabId
  readonly title: string
  load(): Promise<{ readonly default: PanelComponent }>
}

export const panels: readonly Panel[] = [
  { id: 'code', title: words.tabs.code, load: () => import('./Code.svelte') },
  { id: 'config', title: words.tabs.config, load: () => import('./Config.svelte') },
  { id: 'state', title: words.tabs.state, load: () => import('./State.svelte') },
  { id: 'checkpoints', title: words.tabs.checkpoints, load: () => import('./Checkpoints.svelte') },
  { id: 'kafka', title: words.tabs.kafka, load: () => import('./Kafka.svelte') },
  { id: 'metrics', title: words.tabs.metrics, load: () => import('./Metrics.svelte') },
  { id: 'output', title: words.tabs.output, load: () => import('./Output.svelte') },
  { id: 'terminal', title: words.tabs.terminal, load: () => import('./Terminal.svelte') },
]
