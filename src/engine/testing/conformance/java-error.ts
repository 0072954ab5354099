/** Which exception of Java's a misuse here stands for. */
import { MisuseError } from '../../../model/index.ts'

const exceptions: Readonly<Record<string, string>> = {
  window_parameters: 'IllegalArgumentException',
  session_gap: 'IllegalArgumentException',
  lateness_negative: 'IllegalArgumentException',
  window_needs_timestamp: 'RuntimeException',
  time_window_expected: 'ClassCastException',
  trigger_cannot_merge: 'UnsupportedOperationException',
  window_state_merging: 'UnsupportedOperationException',
  window_merged_into_past: 'UnsupportedOperationException',
}

/**
 * What was thrown, as Java would name it: `expected` itself where it says the same, as messages
 * here may go on where Flink's end.
 */
export function asJava(thrown: unknown, expected: string): string {
  if (!(thrown instanceof MisuseError)) throw thrown
  const java = `${exceptions[thrown.code] ?? thrown.code}: ${thrown.message}`
  return expected !== '' && java.startsWith(expected) ? expected : java
}
