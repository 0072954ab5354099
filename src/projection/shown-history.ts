/** Which rows of the history of checkpoints are shown. */
import type { CheckpointRow, CheckpointsState } from './checkpoints.ts'

/**
 * The rows that Flink's web interface has, newest first: the newest triggers of this JobManager, and
 * besides them the latest of those that completed, that failed, of savepoints and of what was restored.
 * Flink: CheckpointStatsHistory, a ring in which what is under way has its place too.
 */
export function shownHistory(state: CheckpointsState): readonly CheckpointRow[] {
  const { history, size, earlier, restored } = state
  const mine = history.slice(earlier)
  const completed = mine.filter(({ phase }) => phase === 'completed' || phase === 'subsumed')
  const shown = new Set([
    ...mine.slice(Math.max(0, mine.length - size)),
    completed.findLast(({ snapshot }) => snapshot === 'checkpoint'),
    completed.findLast(({ snapshot }) => snapshot !== 'checkpoint'),
    mine.findLast(({ phase }) => phase === 'failed'),
    history.findLast(({ checkpoint }) => checkpoint === restored),
  ])
  return history.filter((row) => shown.has(row)).reverse()
}
