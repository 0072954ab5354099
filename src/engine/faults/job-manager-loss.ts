/**
 * The JobManager process dies. Tasks run on until somebody tells them: with high availability the next
 * leader, which recovers the job from the newest completed checkpoint (CK-245); without, a heartbeat
 * that never comes, and nobody knows the job any more (CK-138).
 */
import type { EventSeq } from '../../model/index.ts'
import type { JobMaster } from '../cluster/job-master.ts'
import type { Simulation } from '../kernel/simulation.ts'

/** Answers why there was nothing to kill; null: there was. */
export function killJobManager(sim: Simulation, job: JobMaster, cause: EventSeq): string | null {
  if (!job.isLed || job.isOver) return 'there is no JobManager that leads this job'
  const { highAvailability, heartbeatTimeout } = job.options.program.settings.cluster
  const lost = sim.record({ kind: 'job-manager-lost' }, cause)
  const why = highAvailability
    ? 'the JobManager is gone; another will take over'
    : 'the JobManager is gone; without high availability nobody knows the job any more'
  const inherited = job.loseJobManager(why, lost)
  if (highAvailability)
    sim.after(sim.costs.taskManagerStart, {
      happen: () => {
        const checkpoint = inherited.store.latest?.checkpoint ?? null
        job.recover(inherited, sim.record({ kind: 'job-manager-started', checkpoint }, lost))
      },
    })
  else
    sim.after(heartbeatTimeout, {
      happen: () => {
        job.abandon(lost)
      },
    })
  return null
}
