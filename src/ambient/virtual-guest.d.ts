/** The core of the guest (engine and sandbox runtime), a classic script: made by scripts/vite-guest.ts. */
declare module 'virtual:guest' {
  const code: string
  export default code
}

/** What makes the whole of the core: pieces of it, and what was taken out. */
declare module 'virtual:guest-rest' {
  const pieces: readonly (readonly [skip: number, kept: number, text: string])[]
  export default pieces
}
