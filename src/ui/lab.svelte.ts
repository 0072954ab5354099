/** The playground as one object: the session, and everything around it that a person works with. */
import type {
  CheckpointType,
  Command,
  EventSeq,
  SavepointFormat,
  TaskManagerId,
  VirtualTime,
} from '../model/index.ts'
import { checkpoints, clusterView, type KeyLabel, timelineMarks } from '../projection/index.ts'
import { Session, type StepKind } from '../session/index.ts'
import type { Cluster } from './answers.ts'
import { CommandLines } from './command-lines.svelte.ts'
import { EditorLoader } from './editor/loader.svelte.ts'
import { Events } from './events.ts'
import type { GraphObject } from './graph/object.ts'
import { later } from './later.ts'
import { LessonDesk } from './lesson/desk.svelte.ts'
import type { Question } from './lesson/open-lesson.svelte.ts'
import { Narrator } from './narrator.svelte.ts'
import { Notices } from './notices.svelte.ts'
import { Observed } from './observed.svelte.ts'
import { Playback } from './playback.svelte.ts'
import type { Ports } from './ports.ts'
import { Preferences } from './preferences.svelte.ts'
import type { Trouble } from './problems-of.ts'
import type { Problem } from './problems.ts'
import { ReferenceDoor } from './reference/door.svelte.ts'
import { Screen } from './screen.svelte.ts'
import { subjectOf } from './steps.ts'
import { Tellings } from './tellings.svelte.ts'
import { timelineOf } from './timeline/marks.ts'
import { words } from './words.ts'
import { Work } from './work.svelte.ts'

export type DialogName = 'keys' | 'restore' | 'gallery' | 'hunt' | 'faults' | 'compare'

/** Commands that the classes of the transport's next buttons stand for. */
export type NextKind = Extract<
  StepKind,
  'barrier' | 'checkpoint' | 'acknowledgement' | 'state-write' | 'restore'
>

/** The session and the world behind it; around them the lab itself. */
interface LabParts {
  readonly around: Lab
  readonly session: Session
  readonly ports: Ports
}

export class Lab {
  readonly preferences = new Preferences()
  readonly screen = new Screen()
  readonly notices = new Notices()
  readonly editor = new EditorLoader()
  readonly reference = new ReferenceDoor()
  readonly lessons: LessonDesk
  readonly playback: Playback
  readonly work: Work
  readonly events: Events
  /** What to type for what a button does. */
  readonly commandLines = new CommandLines(() => this.#observed.calm)
  /** For what is made when it is needed: dialogs that begin runs of their own. */
  readonly parts: LabParts
  readonly #session: Session
  readonly #observed: Observed
  readonly #narrator: Narrator

  /** Which step Shift and arrows go to. */
  kind = $state<NextKind>('barrier')
  killOpen = $state(false)
  checkpointOpen = $state(false)
  /** The checkpoint that the Checkpoints tab shows; null: the newest. */
  chosenSnapshot = $state<number | null>(null)
  /** The checkpoint that the restore dialog begins with. */
  restoreFrom: number | null = null
  /** The event whose causes are shown. */
  why = $state<EventSeq | null>(null)
  #selection = $state.raw<GraphObject | null>(null)
  #dialog = $state<DialogName | null>(null)

  constructor(ports: Ports) {
    this.#session = new Session({
      runner: ports.runner,
      prepare: (scenario) => this.work.prepare(scenario),
    })
    this.parts = { around: this, session: this.#session, ports }
    this.#observed = new Observed(this.#session)
    const tellings = new Tellings()
    this.events = new Events(this.#observed, tellings)
    this.lessons = new LessonDesk(ports.lessons)
    this.playback = new Playback(this.#session)
    this.#narrator = new Narrator(this.#session, this.notices, tellings)
    this.work = new Work(this.parts)
    this.#session.subscribe(() => this.#changed())
    later.onMissing = (again) => this.notices.missing(again)
    void later.inTime('problems').then(({ problemsOf }) => (this.#problemsOf = problemsOf))
  }

  // --- Where it stands ----------------------------------------------------------------------------

  /** For what is read: followed a few times a second while playing. */
  get session(): Session {
    return this.#observed.calm
  }

  readonly #view = $derived.by((): Cluster => this.#observed.calm.ask(clusterView))
  readonly #liveView = $derived.by((): Cluster => this.#observed.live.ask(clusterView))
  readonly #checkpoints = $derived.by(() => this.#observed.calm.ask(checkpoints))
  /** Of all that was ever shown of the branch: what lies ahead of the cursor is on the timeline too. */
  readonly #seen = $derived.by(() => {
    const { branch } = this.#observed.calm
    return branch === null ? timelineMarks.initial() : branch.ask(timelineMarks, branch.shown)
  })
  readonly #timeline = $derived.by(() => timelineOf(this.#seen, this.#observed.calm.cursor.time))

  get view(): Cluster {
    return this.#view
  }

  get now(): number {
    return this.#observed.calm.cursor.time
  }

  /** Followed frame by frame: for the picture, the clock and the play head. */
  get live() {
    const { cursor, movingSince } = this.#observed.live
    return { view: this.#liveView, now: cursor.time, movingSince }
  }

  /** The view before the last step. */
  get viewBefore(): Cluster {
    const { branch, told } = this.session
    if (branch === null || told === null) return this.#view
    return branch.ask(clusterView, this.#narrator.stepBefore(branch, told.event.seq))
  }

  /** Virtual ms up to which somebody has looked. */
  get end(): number {
    return Math.max(this.now, this.#timeline.end)
  }

  get timeline() {
    return this.#timeline
  }

  get snapshots() {
    return this.#checkpoints.history
  }

  /** The statistics of checkpoints, as Flink's JobManager has them. */
  get checkpointStats() {
    return this.#checkpoints
  }

  get checkpointCounts() {
    return this.#checkpoints.counts
  }

  get failuresSeen(): number {
    return this.#timeline.failures.length
  }

  get hasRun(): boolean {
    return this.session.branch !== null
  }

  get isAtEnd(): boolean {
    const { branch, cursor } = this.session
    return branch === null || (branch.isOver && cursor.seq >= branch.trace.length)
  }

  /** The question the run is held for. */
  get question(): Question | null {
    return this.#questionAt(this.session.cursor.seq)
  }

  get held(): boolean {
    return this.question !== null
  }

  /** The cursor is behind the last event of a job that is FINISHED: there is no more to come. */
  get jobHasFinished(): boolean {
    return this.isAtEnd && this.#view.jobManager.status === 'FINISHED'
  }

  get canStep(): boolean {
    return this.hasRun && !this.held && !this.isAtEnd
  }

  get canStepBack(): boolean {
    const { branch, cursor } = this.session
    return branch !== null && cursor.time > branch.start
  }

  get canCommand(): boolean {
    const { status } = this.#view.jobManager
    const over =
      status === null || status === 'FINISHED' || status === 'CANCELED' || status === 'FAILED'
    return this.hasRun && !over
  }

  // --- Telling ------------------------------------------------------------------------------------

  /** The number of the step that is told. */
  get stepNumber(): number {
    return this.session.told?.number ?? 0
  }

  get narration() {
    return this.#narrator.line(this.session, this.playback.playing)
  }

  get narrationSubject(): GraphObject | null {
    const told = this.session.told
    return told === null ? null : subjectOf(told.event)
  }

  get canAskWhy(): boolean {
    return !this.playback.playing && this.session.told !== null
  }

  /** Shows the causes of what is narrated. */
  askWhy(): void {
    this.why = this.session.told?.event.seq ?? null
    if (this.why !== null) this.screen.show('code')
  }

  readonly branches = $derived.by(() => {
    const { branches, branch } = this.session
    return branches.map((one, at) => ({
      name: one.parent === null ? `Run ${at + 1}` : `Branch ${at + 1}`,
      from: one.parent?.at.time ?? null,
      current: one === branch,
    }))
  })

  switchTo(at: number): void {
    const branch = this.#session.branches[at]
    if (branch !== undefined) this.#session.switchTo(branch)
  }

  /** Their words come after the first picture. */
  #problemsOf = $state.raw<(trouble: Trouble) => readonly Problem[]>(() => [])
  readonly problems = $derived.by(() => {
    const { branch } = this.session
    const failure = this.#view.failure
    const event = failure === null ? null : this.events.at(failure.seq)
    return this.#problemsOf({
      refused: this.work.refused,
      notices: this.work.noticed,
      crash: branch?.crash ?? null,
      exception: event?.kind === 'task-failed' ? event : null,
      rejected: this.#view.jobManager.refused,
    })
  })

  labelOf(key: string | null): KeyLabel | null {
    return this.#view.letters.labelOf(key)
  }

  // --- Choosing -----------------------------------------------------------------------------------

  get selection(): GraphObject | null {
    return this.#selection
  }

  select(object: GraphObject | null): void {
    this.#selection = object
    if (object?.kind === 'checkpoint') this.chosenSnapshot = object.id
  }

  /** Chooses, and brings the dock to where the object is looked into. */
  inspect(object: GraphObject | null): void {
    this.select(object)
    if (object === null) return
    const { tab } = this.screen
    const shown =
      (object.kind === 'subtask' && tab === 'state') ||
      (object.kind === 'checkpoint' && tab === 'checkpoints') ||
      (object.kind === 'partition' && tab === 'kafka')
    this.screen.show(shown ? tab : 'code')
  }

  get dialog(): DialogName | null {
    return this.#dialog
  }

  /** `checkpoint`: the one that is chosen when the dialog opens. */
  openRestore(checkpoint: number | null): void {
    this.restoreFrom = checkpoint
    this.open('restore')
  }

  open(dialog: DialogName | null): void {
    if (dialog !== null) this.pause()
    this.#dialog = dialog
  }

  goToLine(file: string, line: number): void {
    this.screen.show(/\.ya?ml$/.test(file) ? 'config' : 'code')
    this.editor.line = { file, line }
  }

  // --- Moving -------------------------------------------------------------------------------------

  play(): void {
    if (this.held || !this.hasRun) return
    if (this.isAtEnd) this.#session.seekStart()
    this.playback.play(this.preferences.motion)
  }

  pause(): void {
    this.playback.pause()
  }

  togglePlay(): void {
    if (this.playback.playing) this.pause()
    else this.play()
  }

  step(direction: 1 | -1, kind: StepKind = 'any'): void {
    this.pause()
    if (direction === -1) this.#session.stepBack(kind)
    else if (this.canStep) this.#session.step(kind, this.preferences.motion)
  }

  next(kind: NextKind): void {
    this.kind = kind
    this.step(1, kind)
  }

  restart(): void {
    this.pause()
    this.#session.seekStart()
  }

  toEnd(): void {
    this.pause()
    const [question] = this.lessons.questions
    if (question !== undefined) this.#session.seekEvent(question.at)
    else this.#session.seekEnd()
  }

  /** To just behind an event, or to a time when no event is given. */
  seekTo(at: number, seq: number | null): void {
    this.pause()
    if (seq !== null) this.#session.seekEvent(seq as EventSeq)
    else this.#session.seek(Math.round(at) as VirtualTime)
  }

  /** The tab is hidden: nothing plays unseen, and nothing typed is lost. */
  hidden(): void {
    this.pause()
    this.work.keepNow()
  }

  // --- The cluster --------------------------------------------------------------------------------

  do(command: Command): void {
    if (!this.canCommand) return
    this.#session.do(command)
    this.work.keepSoon()
  }

  triggerCheckpoint(checkpointType: CheckpointType): void {
    // What is configured is the default of the command, and of the links that carry it.
    const kind = 'trigger-checkpoint'
    this.do(checkpointType === 'CONFIGURED' ? { kind } : { kind, checkpointType })
  }

  triggerSavepoint(
    then: 'continue' | 'stop' | 'drain' = 'continue',
    more: { readonly format?: SavepointFormat } = {},
  ): void {
    const taken = this.#seen.snapshots.history.filter(
      ({ snapshot }) => snapshot !== 'checkpoint',
    ).length
    this.do({ kind: 'trigger-savepoint', label: `savepoint-${taken + 1}`, then, ...more })
  }

  kill(taskManager: TaskManagerId): void {
    this.do({ kind: 'kill-task-manager', taskManager })
  }

  /** Another run is on the screen: what was chosen in the old one is not there. */
  fresh(): void {
    this.why = null
    this.chosenSnapshot = null
    this.#selection = null
  }

  // --- The rest -----------------------------------------------------------------------------------

  toggleMotion(): void {
    this.pause()
    this.preferences.toggleMotion()
    if (!this.preferences.motion) this.screen.show('code')
  }

  #questionAt(seq: number): Question | null {
    return this.lessons.questions.find(({ at }) => at < seq) ?? null
  }

  /** After every change of the session: lessons look, questions hold, announcements are told. */
  #changed(): void {
    const { branch, cursor, announcement } = this.#session
    if (branch !== null) {
      this.lessons.follow(branch.trace, cursor.seq, `run-${branch.id}`)
      const question = this.#questionAt(cursor.seq)
      if (question !== null && cursor.seq > question.at + 1) {
        this.playback.pause()
        this.#session.seekEvent(question.at)
      } else if (question !== null && this.#session.isPlaying) this.playback.pause()
    }
    if (announcement === null) return
    this.#session.dismiss()
    if (announcement.kind === 'refused') this.work.refuse(announcement.misuses)
    else
      this.notices.show(words.announce.forked, {
        action: { label: words.announce.undo, run: () => this.#session.undoFork() },
      })
  }
}
