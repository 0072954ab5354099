/** The tabs of the dock by name, in their order. */
export const tabIds = [
  'code',
  'config',
  'state',
  'checkpoints',
  'kafka',
  'metrics',
  'output',
  'exceptions',
  'terminal',
] as const

export type TabId = (typeof tabIds)[number]
