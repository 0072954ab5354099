/** A whole picture as an SVG file: for version control, for print and for export. Pure. */
import type { ClusterView } from '../../projection/index.ts'
import type { VirtualTime } from '../../model/index.ts'
import { bandsScene } from './scene.ts'
import { cardsMarks, cardsScene } from './layers/cards.ts'
import { movingMarks } from './layers/elements.ts'
import { type Theme } from './ink.ts'
import type { GraphLayout } from './layout/layout.ts'
import { layerList, type MovingLayers } from './marks.ts'
import type { Scene } from './object.ts'
import { escaped, svgDefs, svgOf, svgStyle } from './svg.ts'

/** The still part of the picture, whatever the layout. */
export function sceneOf(view: ClusterView, layout: GraphLayout, now: VirtualTime): Scene {
  return layout.kind === 'bands' ? bandsScene(view, layout, now) : cardsScene(view, layout, now)
}

/** The moving part of the picture, whatever the layout. */
export function marksOf(view: ClusterView, layout: GraphLayout, now: VirtualTime): MovingLayers {
  return layout.kind === 'bands' ? movingMarks(view, layout, now) : cardsMarks(view, layout, now)
}

export interface PictureInput {
  readonly view: ClusterView
  readonly layout: GraphLayout
  readonly now: VirtualTime
  readonly theme: Theme
}

/** Same view, same layout, same time, same text: what is in the file is what was on the screen. */
export function renderSvg({ view, layout, now, theme }: PictureInput): string {
  const scene = sceneOf(view, layout, now)
  const marks = layerList(marksOf(view, layout, now)).flat()
  const groups = scene.groups.map(({ name, objects }) => {
    const inner = objects.map((one) => `<g>${svgOf(one.shapes, theme)}</g>`).join('\n')
    return `<g role="group" aria-label="${escaped(name)}">\n${inner}\n</g>`
  })
  const { width, height } = scene
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    svgStyle(),
    svgDefs(theme),
    `<rect width="${width}" height="${height}" fill="${theme('surface-stage')}"/>`,
    svgOf(scene.ground, theme),
    ...groups,
    svgOf(marks, theme),
    '</svg>',
    '',
  ].join('\n')
}
