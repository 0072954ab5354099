/** The table of commands: the list is the registry. Rows of `flink` come first: they name what a button does. */
import type { TerminalCommand } from './command.ts'
import { cat } from './files/cat.ts'
import { du } from './files/du.ts'
import { ls } from './files/ls.ts'
import { rm } from './files/rm.ts'
import { cancel } from './flink/cancel.ts'
import { checkpoint } from './flink/checkpoint.ts'
import { info } from './flink/info.ts'
import { list } from './flink/list.ts'
import { run } from './flink/run.ts'
import { savepoint } from './flink/savepoint.ts'
import { stop } from './flink/stop.ts'
import { browser } from './lab/browser.ts'
import { cancel as labCancel } from './lab/cancel.ts'
import { checkpoint as labCheckpoint } from './lab/checkpoint.ts'
import { cut } from './lab/cut.ts'
import { damage } from './lab/damage.ts'
import { dispose } from './lab/dispose.ts'
import { fail } from './lab/fail.ts'
import { kill } from './lab/kill.ts'
import { notification } from './lab/notification.ts'
import { produce } from './lab/produce.ts'
import { savepoint as labSavepoint } from './lab/savepoint.ts'
import { slow } from './lab/slow.ts'
import { snapshots } from './lab/snapshots.ts'
import { stall } from './lab/stall.ts'
import { start } from './lab/start.ts'
import { status } from './lab/status.ts'
import { storage } from './lab/storage.ts'

export const commands: readonly TerminalCommand[] = [
  ...[run, info, list, stop, cancel, savepoint, checkpoint],
  ...[ls, cat, du, rm],
  ...[status, snapshots, kill, start, stall, fail, slow, cut],
  ...[storage, damage, notification, browser, produce],
  ...[labCheckpoint, labSavepoint, dispose, labCancel],
]
