/** The learner's API as text: what the editor completes from. */
const found = import.meta.glob<string>('../../datastream/datastream.d.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
})

export const flinkTypes = Object.values(found).join('\n')
