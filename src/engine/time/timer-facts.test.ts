/** Timers, line by line as a real Flink's operator harness told them. */
import { expect, test } from 'vitest'
import type { KeyContext } from '../state/backend.ts'
import { eventTimeOf } from '../testing/conformance/java-long.ts'
import { keyContext, OperatorHarness } from '../testing/conformance/operator-harness.ts'
import { golden } from '../testing/golden.ts'
import { InternalTimerService } from './internal-timer-service.ts'

/** `<step> -> [what fired]; timers left: event n, processing n` */
function told(steps: readonly string[]): readonly string[] {
  const harness = new OperatorHarness()
  let key: KeyContext = keyContext('')
  const keys = {
    get currentKey() {
      return key
    },
    setCurrentKey: (under: KeyContext | null) => {
      if (under !== null) key = under
    },
  }
  const fired: string[] = []
  const service: InternalTimerService = new InternalTimerService(
    harness.site,
    keys,
    ({ timestamp, under }, domain) => {
      const clock = domain === 'event-time' ? 'EVENT_TIME' : 'PROCESSING_TIME'
      fired.push(`onTimer ${clock} key ${under.encoded} ts ${javaOf(timestamp)}`)
      if (timestamp !== 77) return
      service.register('event-time', '', 5)
      service.register('processing-time', '', 5)
    },
  )
  service.start()
  return steps.map((step) => {
    const words = step.split(' ')
    const at = eventTimeOf(words.at(-1) ?? '0')
    if (words[0] === 'WM') service.advanceWatermark(at)
    else if (words[0] === 'PT') harness.setProcessingTime(at)
    else {
      key = keyContext(words[0] ?? '')
      const domain = words[1]?.endsWith('E') === true ? 'event-time' : 'processing-time'
      if (words[1]?.startsWith('reg') === true) service.register(domain, '', at)
      else service.delete(domain, '', at)
    }
    const left = `event ${service.size('event-time')}, processing ${service.size('processing-time')}`
    return `${step} -> [${fired.splice(0).join(', ')}]; timers left: ${left}`
  })
}

/** Java's greatest long is the greatest safe integer here (PT-4). */
function javaOf(timestamp: number): string {
  return timestamp === Number.MAX_SAFE_INTEGER ? '9223372036854775807' : String(timestamp)
}

test('[TMR-9] once per key and time, past ones at the next watermark, deleted ones never, as on Flink', () => {
  const expected = golden<readonly string[]>('f-timer-facts')
  expect(told(expected.map((line) => line.split(' -> ')[0] ?? ''))).toEqual(expected)
})
