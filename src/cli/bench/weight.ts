/** How much script a visitor loads before the editor, the guest included; what comes later is not counted. */
import { kilobytes, scriptsBeforeTheEditor } from '../../../scripts/weight.mjs'
import { builtPlayground } from './built.ts'
import type { Figure, Measurement } from './figure.ts'

export const weightFigures: readonly Measurement[] = [
  {
    about: 'weight',
    measure: () => {
      const scripts = scriptsBeforeTheEditor(builtPlayground())
      const figure = (name: string, value: number, goal: number | null): Figure => ({
        name: `weight: script before the editor, gzipped${name}`,
        value,
        unit: 'kB',
        goal,
        better: 'at-most',
      })
      return [
        figure('', kilobytes(scripts), 150),
        figure(', the page', kilobytes(scripts, 'page'), null),
        figure(', the guest', kilobytes(scripts, 'guest'), null),
      ]
    },
  },
]
