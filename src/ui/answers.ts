/** What the panels are shown of the cluster. */
import type { clusterView } from '../projection/index.ts'

/** The answer of {@link clusterView}: the view, and the letters its keys wear. */
export type Cluster = ReturnType<(typeof clusterView)['initial']>
