/** Where the project is: its launcher says so, because a bundle cannot know by its own place. */
import { fileURLToPath } from 'node:url'

export const projectRoot =
  process.env['BARRIER_LAB_ROOT'] ?? fileURLToPath(new URL('../..', import.meta.url))
