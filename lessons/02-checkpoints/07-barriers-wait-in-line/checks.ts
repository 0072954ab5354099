/** What must become true in "The barrier waits in line", and when to ask what. */
import type { ChannelId } from '../../../src/model/index.ts'
import type { TraceEvent } from '../../../src/trace/index.ts'
import {
  all,
  before,
  check,
  contains,
  count,
  eventually,
  isAcknowledgedBy,
  isCompleted,
  keyedTask,
  never,
  recordFrom,
  some,
  someCheckpoint,
  unblocked,
  within,
  type Check,
  type Claim,
  type Deployment,
  type Match,
  type PredictionLogic,
} from '../../../src/lesson/index.ts'

/** `total` is the task with keyed state, whatever the learner calls it. */
const total = keyedTask

/** A channel into `total` was closed for a checkpoint. */
function closedChannel(event: TraceEvent, job: Deployment) {
  return event.kind === 'channel-blocked' && job.leadsInto(event.channel, total) ? event : null
}

const neverClosed = 'no channel into total was closed'

export const checks: readonly Check[] = [
  check(
    {
      id: 'one-waits-for-the-other',
      claim: 'One channel into total is closed while at least five orders come through the other.',
      scope: 'this-run',
    },
    some(
      closedChannel,
      ({ channel, checkpoint }) => all(closedWhileOthersFlow(channel), isCompleted(checkpoint)),
      neverClosed,
    ),
  ),
  check(
    {
      id: 'forty-in-the-picture',
      claim:
        'A checkpoint counts exactly the orders before its offsets, after waiting 500 ms or more.',
      scope: 'this-run',
    },
    someCheckpoint((checkpoint) =>
      all(
        isAcknowledgedBy(
          checkpoint,
          total,
          ({ alignment }) => alignment >= 500 || `total aligned for ${alignment} ms, needed 500 ms`,
        ),
        contains(checkpoint, ({ counted, offsets }) => {
          if (offsets < 10) return `${offsets} orders were read, needed 10`
          return counted === offsets || `the snapshot counts ${counted}, its offsets say ${offsets}`
        }),
      ),
    ),
  ),
  check(
    {
      id: 'zero-with-one-channel',
      claim: 'In another run one channel leads into total, and a checkpoint needs no alignment.',
      scope: 'another-run',
    },
    someCheckpoint((checkpoint) =>
      all(
        isAcknowledgedBy(checkpoint, total, ({ alignment }, inputs) => {
          if (inputs !== 1) return `total has ${inputs} input channels, needed 1`
          return alignment === 0 || `total aligned for ${alignment} ms, needed 0 ms`
        }),
        contains(
          checkpoint,
          ({ offsets }) => offsets >= 10 || `${offsets} orders were read, needed 10`,
        ),
      ),
    ),
  ),
]

/** From closing to opening: nothing through this channel, five records through the others. */
function closedWhileOthersFlow(channel: ChannelId): Claim {
  const closes: Match = (event) => event.kind === 'channel-blocked' && event.channel === channel
  return within(
    closes,
    unblocked(channel),
    all(
      never(recordFrom(channel), 'an order came through the closed channel'),
      count(fromAnotherChannelThan(channel), 5, 'orders through the open channel'),
    ),
    'the closed channel was not opened again',
  )
}

function fromAnotherChannelThan(channel: ChannelId): Match {
  return (event, job) =>
    event.kind === 'record-taken' &&
    event.channel !== channel &&
    job.channel(event.channel)?.to === job.channel(channel)?.to
}

const countIs = (expected: number) =>
  someCheckpoint((checkpoint) =>
    contains(checkpoint, ({ counted }) => counted === expected || `the snapshot counts ${counted}`),
  )

const alignsWithOneChannel = (expected: number) =>
  someCheckpoint((checkpoint) =>
    isAcknowledgedBy(
      checkpoint,
      total,
      ({ alignment }, inputs) =>
        (inputs === 1 && alignment === expected) || `total aligned for ${alignment} ms`,
    ),
  )

export const predictions: Readonly<Record<string, PredictionLogic>> = {
  'next-orders': {
    pausesAt: eventually((event, job) => {
      if (event.kind !== 'barrier-received' || !job.is(event.subtask, total)) return false
      const { mode } = job.settings?.checkpoints ?? {}
      return mode === 'EXACTLY_ONCE' && event.arrived === 1 && event.expected > 1
    }, 'no barrier has reached total'),
    shows: {
      wait: some(
        closedChannel,
        ({ channel }) => before(unblocked(channel), recordFrom(channel), 'the order did not wait'),
        neverClosed,
      ),
      counted: some(
        closedChannel,
        ({ channel }) => before(recordFrom(channel), unblocked(channel), 'no order came through'),
        neverClosed,
      ),
    },
  },
  'count-in-the-snapshot': {
    pausesAt: some(
      closedChannel,
      ({ channel }) => count(fromAnotherChannelThan(channel), 5, 'orders through the open channel'),
      neverClosed,
    ),
    shows: { thirty: countIs(30), forty: countIs(40), fifty: countIs(50) },
  },
  'alignment-with-one-channel': {
    pausesAt: eventually((event, job) => {
      if (event.kind !== 'barrier-emitted' || !job.leadsInto(event.channel, total)) return false
      const receiver = job.channel(event.channel)?.to
      return receiver !== undefined && job.inputsOf(receiver).length === 1
    }, 'no barrier is on its way to a task with one input channel'),
    shows: {
      second: alignsWithOneChannel(1_000),
      half: alignsWithOneChannel(500),
      nothing: alignsWithOneChannel(0),
    },
  },
}
