/** What can be named on the cluster's picture: machines, tasks, operators, snapshots. */
import { clusterView } from '../../../projection/index.ts'
import type { Scene } from '../../scene.ts'

type Asks = Pick<Scene, 'ask'>

export function machineNames(scene: Asks): readonly string[] {
  return scene.ask(clusterView).taskManagers.map(({ id }) => `tm-${id}`)
}

/** `count#1`: the uid of a task's first operator, or its name, and its index from 0. */
export function subtaskNames(scene: Asks): readonly string[] {
  const { subtasks, graph } = scene.ask(clusterView)
  return subtasks.map(({ vertex, index }) => {
    const found = graph?.vertices[vertex]
    return `${found?.operators[0]?.uid ?? found?.name ?? ''}#${index}`
  })
}

export function operatorNames(scene: Asks): readonly string[] {
  const { graph } = scene.ask(clusterView)
  return (graph?.vertices ?? []).flatMap(({ operators }) =>
    operators.map(({ uid, name }) => uid ?? name),
  )
}

export function topicPartitions(scene: Asks): readonly string[] {
  return scene.ask(clusterView).partitions.map(({ topic, partition }) => `${topic}:${partition}`)
}

/** Completed snapshots, the newest first. */
export function snapshotNames(scene: Asks): readonly string[] {
  const { shelf } = scene.ask(clusterView)
  return shelf
    .filter(({ phase }) => phase === 'completed')
    .map(({ checkpoint, snapshot }) =>
      snapshot === 'checkpoint' ? `chk-${checkpoint}` : `savepoint-${checkpoint}`,
    )
    .reverse()
}
