/** The machines, the broker and the job on them: what commands are addressed to. */
import type { LoadProgram, Program } from '../../datastream/index.ts'
import type { Command, EventSeq, JobGraph, TaskManagerId, VirtualTime } from '../../model/index.ts'
import type { RunPlan } from '../../run/index.ts'
import { Broker } from '../connectors/broker.ts'
import { tellPlannedRecords, topicsOf } from '../connectors/planned-records.ts'
import { Faults } from '../faults/faults.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { cut } from '../task/preview.ts'
import { admit, type Admission, recordMatches } from './admission.ts'
import { JobMaster } from './job-master.ts'
import { claimModeOf, nameOfRestored } from './restored-name.ts'
import { slotsNeeded } from './slots.ts'

type Produce = Extract<Command, { kind: 'produce' }>

export class Cluster {
  readonly #sim: Simulation
  readonly #plan: RunPlan
  readonly #program: Program
  readonly #broker: Broker
  readonly #admission: Admission
  readonly #job: JobMaster
  #faults: Faults | null = null

  constructor(sim: Simulation, plan: RunPlan, load: LoadProgram) {
    this.#sim = sim
    this.#plan = plan
    this.#program = load()
    this.#broker = new Broker(plan.scenario, plan.seed)
    this.#admission = admit(this.#program.graph, plan.restoreFrom)
    this.#job = new JobMaster(
      {
        sim,
        plan,
        program: this.#program,
        graph: this.#admission.graph,
        load,
        broker: this.#broker,
      },
      this.#admission.from,
    )
    // Behind whatever appends now: it may be a sink in the middle of a record.
    this.#broker.watch(topicsRead(this.#admission.graph), () => {
      sim.after(0, {
        happen: () => {
          this.#job.recordsMayBeThere()
        },
      })
    })
  }

  get isOver(): boolean {
    return this.#job.isOver
  }

  /** TaskManagers register, the job is submitted, checked and deployed. */
  start(): void {
    const { taskManagers, slotsEach } = this.#plan.scenario.cluster
    for (let id = 1; id <= taskManagers; id++)
      this.#job.machines.start(id as TaskManagerId, slotsEach, null)
    const { settings } = this.#program
    const { graph, rows, refusal, from } = this.#admission
    const restore = this.#plan.restoreFrom
    const submitted = this.#sim.record(
      {
        kind: 'job-submitted',
        graph,
        settings,
        restoredFrom: restore === null ? null : nameOfRestored(restore.manifest),
      },
      null,
    )
    this.#job.status.become('CREATED', 'submitted', submitted)
    if (slotsNeeded(graph) > taskManagers * slotsEach) {
      const message = `The job needs ${slotsNeeded(graph)} slots, the cluster has ${taskManagers * slotsEach}`
      this.#refuse('not_enough_slots', message, submitted)
      return
    }
    recordMatches(this.#sim, rows, submitted)
    if (refusal !== null) {
      this.#refuse(refusal.code, refusal.message, submitted)
      return
    }
    if (from !== null && claimModeOf(this.#plan, settings.checkpoints) === 'CLAIM')
      this.#sim.record({ kind: 'snapshot-claimed', checkpoint: from.checkpoint }, submitted)
    const running = this.#job.status.become('RUNNING', 'deployed', submitted)
    tellPlannedRecords(this.#sim, this.#broker, graph)
    this.#job.start(from, running)
  }

  /** A record that came to the broker before this job was submitted. */
  producedBefore(command: Produce, at: VirtualTime): void {
    const { topic, partition, key, value, timestamp } = command
    this.#broker.append(topic, partition, { key, value, timestamp }, at)
  }

  command(command: Command, cause: EventSeq): void {
    if (!this.#job.isLed && isForJobManager(command)) {
      const reason = 'there is no JobManager to hear it'
      this.#sim.record({ kind: 'command-without-effect', reason }, cause)
      return
    }
    switch (command.kind) {
      case 'trigger-checkpoint':
        this.#job.coordinator.requestCheckpoint('command', cause, command.checkpointType)
        return
      case 'trigger-savepoint':
        this.#job.coordinator.requestSavepoint(command, cause)
        return
      case 'kill-task-manager':
        this.#job.loseTaskManager(command.taskManager, command.replaced !== false, cause)
        return
      case 'cancel-job':
        this.#job.cancelJob(cause)
        return
      case 'dispose-savepoint':
        this.#dispose(command.savepoint, cause)
        return
      case 'produce':
        this.#produce(command, cause)
        return
      case 'storage-fault':
        this.#sim.blobs.expectFault(command.blob, command.fault)
        return
      case 'at-next':
        this.#brokenBy.wait(command)
        return
      default:
        this.#brokenBy.inject(command, cause)
    }
  }

  get #brokenBy(): Faults {
    this.#faults ??= new Faults({
      sim: this.#sim,
      job: this.#job,
      take: (command, cause) => {
        this.command(command, cause)
      },
    })
    return this.#faults
  }

  #dispose(savepoint: string, cause: EventSeq): void {
    if (this.#job.coordinator.disposeSavepoint(savepoint, cause)) return
    const reason = `there is no savepoint ${savepoint} of this job`
    this.#sim.record({ kind: 'command-without-effect', reason }, cause)
  }

  #produce(command: Produce, cause: EventSeq): void {
    const { topic, partition, key, value, timestamp } = command
    const offset = this.#broker.append(topic, partition, { key, value, timestamp }, this.#sim.now)
    this.#sim.record(
      { kind: 'record-produced', topic, partition, offset, key, value: cut(value) },
      cause,
    )
  }

  #refuse(code: string, message: string, cause: EventSeq): void {
    const refused = this.#sim.record({ kind: 'job-refused', code, message }, cause)
    this.#job.status.become('FAILED', message, refused)
  }
}

/** What a source waits for: topics, and the other end of a socket. */
function topicsRead({ vertices }: JobGraph): ReadonlySet<string> {
  const roles = vertices.flatMap(({ operators }) => operators.map(({ role }) => role))
  return new Set(roles.flatMap(topicsOf))
}

/** What the JobManager is asked for; the rest happens to machines, or to the broker. */
function isForJobManager({ kind }: Command): boolean {
  return (
    kind === 'trigger-checkpoint' ||
    kind === 'trigger-savepoint' ||
    kind === 'cancel-job' ||
    kind === 'dispose-savepoint'
  )
}
