/** The dock's tabs. This list is the whole registry: a panel is a component, an id and a title. */
import type { Component } from 'svelte'
import type { Lab } from '../lab.svelte.ts'
import { words } from '../words.ts'
import Checkpoints from './Checkpoints.svelte'
import Code from './Code.svelte'
import Config from './Config.svelte'
import Kafka from './Kafka.svelte'
import Metrics from './Metrics.svelte'
import Output from './Output.svelte'
import State from './State.svelte'
import { type TabId } from './tabs.ts'
import Terminal from './Terminal.svelte'

export type { TabId }

interface Panel {
  readonly id: TabId
  readonly title: string
  readonly component: Component<{ lab: Lab }>
}

export const panels: readonly Panel[] = [
  { id: 'code', title: words.tabs.code, component: Code },
  { id: 'config', title: words.tabs.config, component: Config },
  { id: 'state', title: words.tabs.state, component: State },
  { id: 'checkpoints', title: words.tabs.checkpoints, component: Checkpoints },
  { id: 'kafka', title: words.tabs.kafka, component: Kafka },
  { id: 'metrics', title: words.tabs.metrics, component: Metrics },
  { id: 'output', title: words.tabs.output, component: Output },
  { id: 'terminal', title: words.tabs.terminal, component: Terminal },
]
