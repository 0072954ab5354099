/** The table of facts without its sentences: docs/TRACE.md is made of them, and no page shows it. */
import type { Plugin } from 'vite'

const sentence = /\bsays:\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/g

export function facts(): Plugin {
  return {
    name: 'facts-without-sentences',
    apply: (config, { command }) => command === 'build' && config.build?.ssr === undefined,
    transform: {
      filter: { id: /\/src\/trace\/fact\/[^/]+\.ts$/ },
      handler: (code) => ({ code: code.replaceAll(sentence, "says: ''"), map: null }),
    },
  }
}
