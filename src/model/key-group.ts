/** How a key finds its subtask: Java hash code → murmur → key group → subtask. Flink: KeyGroupRangeAssignment. */

/** The Java type whose hash code a key has. `CANONICAL`: any other plain value, by its canonical JSON. */
export type KeyType =
  | 'STRING'
  | 'BOOLEAN'
  | 'BYTE'
  | 'SHORT'
  | 'INT'
  | 'LONG'
  | 'FLOAT'
  | 'DOUBLE'
  | 'CHAR'
  | 'CANONICAL'
