/** Words that only parts say which the first picture does without (parts.ts); the others are in words.ts. */
import type { NativeBackend } from '../model/index.ts'

const backendNames = { HASHMAP: 'HashMapStateBackend', ROCKSDB: 'RocksDB' } as const

export const laterWords = {
  gallery: 'Programs to run, take apart and share. Each meets a failure, and says what to look at.',
  code: {
    goToLine: (line: number) => `Go to line ${line}`,
    undo: 'Undo the edit',
    why: 'Explain this message',
  },
  codeNotCompiled: 'The code in the editor does not compile. Its message is in the Code tab.',
  configNotRead: 'The configuration cannot be read. Its message is in the Config tab.',
  otherBackend: (wrote: NativeBackend, reads: NativeBackend) =>
    `Its keyed state is in files of ${backendNames[wrote]}, which ${backendNames[reads]} cannot read: the tasks would fail. Only a canonical savepoint changes the backend. Take one with ${backendNames[wrote]}, or set state.backend.type: ${wrote.toLowerCase()}.`,
  terminal: {
    typed: 'In the terminal:',
    view: 'What the tab shows',
    region: 'Terminal',
    label: 'Command line',
    views: { terminal: 'Terminal', log: 'Log' },
    log: 'read only: press a line to go there',
    keys: 'Type help. Esc leaves.',
    welcome: 'Type help for a list of commands.\r\nTab completes, Esc leaves.',
    waits: 'Time passes until the answer is there. Ctrl+C stops waiting.',
    nothing: 'lab: nothing runs. Press Run, or type flink run.',
    over: (status: string) => `lab: no effect: the job is ${status}.`,
    noMore: 'lab: the run is over, and no answer will come.',
    held: 'lab: the run waits for your answer in the lesson.',
    foreign: 'lab: the code of this link has not been run yet. Read it, then press Run.',
    refused: 'The program cannot be run: its messages are in the Code and Config tabs.',
    written: (count: number) =>
      `lab: ${count === 1 ? 'one option stands' : `${count} options stand`} in config.yaml now.`,
    exit: (code: number) => `exit code ${code}`,
  },
  empty: {
    state: 'No key has arrived. Press Play.',
    stateHere: 'This subtask keeps no state by key, or no key has arrived.',
    checkpoints: 'No checkpoint yet.',
    noCheckpointing: 'Checkpointing is not enabled. Trigger one, or set an interval.',
    kafka: 'The broker has no record yet.',
    output: 'No sink has written a row yet.',
    exceptions: 'Nothing has failed yet.',
    ledger: 'No record has been read yet.',
    terminal: 'The log is empty: nothing has happened yet.',
    metrics: 'There is nothing to measure yet.',
    inspector: 'Choose a subtask, a channel, a partition or a checkpoint to look inside.',
    notHere: 'It is not there at this moment. Go on, or back.',
    snapshots: 'No checkpoint or savepoint is kept yet.',
  },
  checkpoints: {
    savepoint: 'savepoint',
    stopWithSavepoint: 'savepoint to stop with',
    full: 'full checkpoint',
    incremental: 'incremental checkpoint',
    checkpoint: 'checkpoint',
    kind: 'type',
    checkpointed: 'checkpointed size',
    fullSize: 'full size',
  },
  announce: {
    copied: (step: number, characters: string) =>
      `Link copied: step ${step}, ${characters} characters.`,
    copiedFromStart: (snapshot: string, characters: string) =>
      `Link copied: ${characters} characters. This run starts from ${snapshot}, which a link cannot carry: the link opens the same job from its beginning.`,
    copyFailed: 'The browser does not allow copying. Here is the link:',
    reset: 'Back at the start. What you had is kept until you close the tab.',
    solution: (part: number, parts: number) =>
      parts === 1
        ? 'The solution is in the editor. Run it, or undo.'
        : `Run ${part} of ${parts} of the solution is in the editor. Run it, or undo.`,
    question: 'Playing is held: a question is asked in the lesson.',
    fromGallery: (title: string) => `${title} is open. Your own work is kept.`,
    nowYours: 'The program is your own work now, in place of what you had.',
    backToWork: 'Back to my work',
    deleted: (name: string) => `${name} is deleted.`,
  },
  advice: {
    taken: (key: string, value: string) =>
      `${key} is ${value} in config.yaml. Run the code for it to take effect.`,
  },
  faults: {
    branch: 'Where the future was shown already, a new branch begins.',
    asked: (title: string, waits: boolean) =>
      waits ? `${title}: it waits for its moment. Play on.` : `${title}: done. Play on.`,
  },
  hunt: {
    title: 'Find the killing moment',
    opened: (taskManager: number) =>
      `The run in which TaskManager ${taskManager} is killed, at the kill. Step or play to see what becomes of it.`,
    copied: (at: number, characters: string) =>
      `Link copied: the kill at ${(at / 1000).toFixed(2)} s, ${characters} characters.`,
  },
  dialogs: { cancel: 'Cancel' },
  claim: {
    label: 'Claim mode',
    configured: (mode: string) => `as configured: ${mode}`,
    modes: {
      NO_CLAIM: 'NO_CLAIM: it stays yours',
      CLAIM: 'CLAIM: the job owns it',
      LEGACY: 'LEGACY: it stays yours, files are shared',
    },
    says: {
      NO_CLAIM:
        'The job never deletes it, and its first checkpoint is full, so that nothing depends on it.',
      CLAIM: 'The job deletes it when newer checkpoints have taken its place.',
      LEGACY:
        'The job never deletes it, and yet its checkpoints may refer to its files. Deprecated in Flink.',
    },
  },
  snapshotFile: {
    save: (name: string) => `Save ${name} as a file`,
    open: 'Open a snapshot file…',
    notRead: (name: string) => `${name} cannot be read.`,
    saved: (name: string) => `${name} is saved as a file. It can be restored in any browser.`,
    taken: (name: string) => `${name} is taken in: it is kept in this browser now.`,
    otherProgram: 'The file brings the program that wrote the snapshot. In the editor is another.',
    openProgram: 'Open that program',
    programOpened: 'The program that wrote the snapshot is open.',
  },
} as const
