/** The core of the guest (engine and sandbox runtime), a classic script: made by scripts/vite-guest.ts. */
declare module 'virtual:guest' {
  const code: string
  export default code
}

/** What the core does without at first; empty in development, where the core is all. */
declare module 'virtual:guest-rest' {
  const code: string
  export default code
}
