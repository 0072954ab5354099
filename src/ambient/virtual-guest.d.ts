/** The core of the guest (engine and sandbox runtime), a classic script: made by scripts/vite-guest.ts. */
declare module 'virtual:guest' {
  const code: string
  export default code
}

/** What was taken out of the core, and where; empty in development, where the core is all. */
declare module 'virtual:guest-rest' {
  const gaps: readonly (readonly [kept: number, standIn: number, text: string])[]
  export default gaps
}
