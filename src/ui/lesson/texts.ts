/** Every file of every lesson, as a function that fetches it. Fetched itself when a lesson is opened. */
export const texts = import.meta.glob<string>('../../../lessons/**/*.{md,ts,json,yaml}', {
  query: '?raw',
  import: 'default',
})
