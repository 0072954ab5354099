import { expect, test } from 'vitest'
import { placeOfSetter } from './setter.ts'

test('the first call in a script is found; a comment, a longer name and config.yaml are not', () => {
  const files = {
    'config.yaml': 'x: .setCheckpointTimeout(1)',
    'job.ts': `// env.setCheckpointTimeout(1)
env.setCheckpointTimeoutOf(2)
env.getCheckpointConfig().setCheckpointTimeout(3)
env.getCheckpointConfig().setCheckpointTimeout(4)`,
  }
  expect(placeOfSetter(files, 'setCheckpointTimeout')).toEqual({ file: 'job.ts', line: 3 })
  expect(placeOfSetter(files, 'setMinPauseBetweenCheckpoints')).toBeNull()
})
