import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { csp } from './scripts/vite-csp.ts'
import { facts } from './scripts/vite-facts.ts'
import { first, firstChunks } from './scripts/vite-first.ts'
import { guest } from './scripts/vite-guest.ts'
import { prepared } from './scripts/vite-prepared.ts'
import { reference } from './scripts/vite-reference.ts'
import { smaller } from './scripts/vite-smaller.ts'

export default defineConfig({
  // Relative, so that the built playground works from any folder of any static server.
  base: './',
  plugins: [
    svelte(),
    guest('src/sandbox/guest/main.ts'),
    prepared(),
    reference(),
    facts(),
    first(),
    smaller(),
    csp(),
  ],
  build: {
    target: 'es2022',
    sourcemap: true,
    // Every browser of this target knows rel=modulepreload.
    modulePreload: { polyfill: false },
    // Monaco's TypeScript worker is large and loaded only when the editor opens.
    chunkSizeWarningLimit: 8_000,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: { codeSplitting: { groups: firstChunks } },
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'lessons/**/*.test.ts'],
    environment: 'node',
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
