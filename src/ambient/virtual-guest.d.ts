/** The guest (engine and sandbox runtime) as one classic script: made by scripts/vite-guest.ts. */
declare module 'virtual:guest' {
  const code: string
  export default code
}
