/** Read by Vite, by svelte-check and by the linter alike. */
export default {
  compilerOptions: { runes: true },
}
