/** `lab produce`: a record comes to a topic of the simulated Kafka. */
import { labCommand, trouble, word } from './lab-command.ts'
import { topicPartitions } from './names.ts'

function timestampFrom(text: string | undefined): number | null {
  if (text === undefined) return null
  return /^-?\d+$/.test(text)
    ? Number(text)
    : trouble(`--timestamp ${text} is no whole number of ms`)
}

export const produce = labCommand({
  name: 'produce',
  usage: '<topic>:<partition> <value> [--key <key>] [--timestamp <ms>]',
  summary: 'a record is appended to a partition',
  valued: ['key', 'timestamp'],
  command(line) {
    const place = word(line, 0, 'the partition: <topic>:<number>')
    const [, topic, partition] = /^(.+):(\d+)$/.exec(place) ?? []
    if (topic === undefined) return trouble(`${place} is no partition: say <topic>:<number>`)
    const timestamp = timestampFrom(line.options.get('timestamp'))
    return {
      kind: 'produce',
      ...{ topic, partition: Number(partition), key: line.options.get('key') ?? null },
      ...{ value: word(line, 1, 'the value'), timestamp },
    }
  },
  words(command) {
    if (command.kind !== 'produce') return null
    const { topic, partition, key, value, timestamp } = command
    return [
      ...[`${topic}:${partition}`, value],
      ...(key === null ? [] : ['--key', key]),
      ...(timestamp === null ? [] : ['--timestamp', String(timestamp)]),
    ]
  },
  complete: (words, scene) => (words.length === 0 ? topicPartitions(scene) : []),
})
