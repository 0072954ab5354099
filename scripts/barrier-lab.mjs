#!/usr/bin/env node
/** The command line: runs src/cli/main.ts. */
import { loadTypeScript } from './load-ts.mjs'

await loadTypeScript('src/cli/main.ts')
