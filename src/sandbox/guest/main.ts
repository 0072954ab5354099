/**
 * The guest: what runs in the worker of the walled-off frame, bundled as one classic script. Takes
 * what it needs of the browser for itself, locks everything else down, and drives one engine.
 */
import { isCoreOfGuest, randomStream } from '../../base/index.ts'
import { flinkLibrary } from '../../datastream/index.ts'
import { newAmbient } from '../../engine/index.ts'
import { limits } from '../../model/index.ts'
import { guestMessageLimits, readToGuest, type ToGuest } from '../protocol.ts'
import { WireReader } from '../wire.ts'
import { carefulAmbient } from './careful.ts'
import { Drive } from './drive.ts'
import { loadModules } from './load-modules.ts'
import { locate } from './locate.ts'
import { closeGlobal, lockDown } from './lock-down.ts'
import { Outbox } from './outbox.ts'
import { Pace } from './pace.ts'
import { forgetParts, guestParts } from './parts.ts'
import { programLoader } from './program-loader.ts'
import { takePrivateBrowser } from './private-browser.ts'

const browser = takePrivateBrowser()
const parts = guestParts()
const outbox = new Outbox(browser.post)
const reader = new WireReader({
  characters: 64 * limits.messageBytes,
  bytes: 4 * guestMessageLimits.bytes,
})
let drive: Drive | null = null
let pace: Pace | null = null
let saidMissing = false
/** The whole of the guest has taken over. */
let isReplaced = false

browser.onMessage((data) => {
  if (isReplaced) return
  const message = reader.take(data)
  if (message === null) return
  guarded(() => {
    receive(readToGuest(message))
  })
})
outbox.answer({ type: 'ready' })

/** What the browser calls: where the core ends, it says so instead of what comes of that. */
function guarded(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (failed()) throw error
  }
}

function receive(message: ToGuest): void {
  switch (message.type) {
    case 'ping':
      outbox.answer({ type: 'pong' })
      return
    case 'start':
      start(message)
      break
    case 'whole':
      isReplaced = true
      forgetParts()
      browser.runScript(message.script)
      return
    case 'submit':
      drive?.submit(message.command)
      break
    case 'advance':
      drive?.advance(message.until, message.stopAfter)
      break
    case 'settled':
      drive?.settled(message.blob, message.fault)
      break
    case 'supplied':
      drive?.supplied(message.blobs)
      break
    case 'taken':
      outbox.taken(message.items)
      break
  }
  outbox.flush()
  pace?.go()
}

function start({ executable, rows, ...told }: Extract<ToGuest, { type: 'start' }>): void {
  const { from, careful } = told
  outbox.encodeBy(rows)
  const plain = newAmbient()
  const ambient = careful ? carefulAmbient(plain, () => outbox.flush()) : plain
  const files = new Map<string, string>()
  const building = randomStream(executable.plan.seed, 'program')
  lockDown({ ambient, building, files }, flinkLibrary())
  drive = new Drive(
    {
      executable,
      prepare: () => {
        const factories = loadModules(executable.modules, browser, files)
        closeGlobal()
        return programLoader(factories, executable)
      },
      record: 'everything',
      locate: (error) => locate(error, files),
      ambient,
    },
    {
      recorded: (event) => {
        if (event.seq >= from && isWhole()) outbox.recorded(event)
      },
      requested: (effect) => {
        if (isWhole()) outbox.send({ type: 'requested', effect })
      },
      paused: (pause) => {
        if (isWhole()) outbox.send({ type: 'paused', pause })
      },
      crashed: (crash) => {
        if (failed()) outbox.send({ type: 'crashed', crash })
      },
    },
  )
  const later = (work: () => void): void => {
    browser.later(() => {
      guarded(work)
    })
  }
  pace = new Pace(drive, outbox, { ...browser, later }, careful ? from : null)
}

/** The core's one job does not fail: if it does there, a gap was not seen to be one. */
function failed(): boolean {
  parts.isMissing ||= isCoreOfGuest
  return isWhole()
}

/** Whether everything that was needed is there. Otherwise that is the last thing said, and the page begins anew. */
function isWhole(): boolean {
  if (!parts.isMissing || saidMissing) return !parts.isMissing
  saidMissing = true
  outbox.send({ type: 'missing' })
  return false
}
