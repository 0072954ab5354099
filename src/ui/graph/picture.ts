/** A whole picture as an SVG file: for version control, for print and for export. Pure. */
import type { ClusterView } from '../../projection/index.ts'
import { bandsScene } from './scene.ts'
import { cardsMarks, cardsScene } from './layers/cards.ts'
import { movingMarks } from './layers/elements.ts'
import { type Theme } from './ink.ts'
import type { GraphLayout } from './layout/layout.ts'
import { layerList, type MovingLayers } from './marks.ts'
import type { Scene } from './object.ts'
import { escaped, svgDefs, svgOf, svgStyle } from './svg.ts'
import type { PictureTime } from './time.ts'

/** The still part of the picture, whatever the layout. */
export function sceneOf(view: ClusterView, layout: GraphLayout, time: PictureTime): Scene {
  return layout.kind === 'bands' ? bandsScene(view, layout, time) : cardsScene(view, layout, time)
}

/** The moving part of the picture, whatever the layout. */
export function marksOf(view: ClusterView, layout: GraphLayout, time: PictureTime): MovingLayers {
  return layout.kind === 'bands' ? movingMarks(view, layout, time) : cardsMarks(view, layout, time)
}

export interface PictureInput {
  readonly view: ClusterView
  readonly layout: GraphLayout
  readonly time: PictureTime
  readonly theme: Theme
}

/** Same view, same layout, same time, same text: what is in the file is what was on the screen. */
export function renderSvg({ view, layout, time, theme }: PictureInput): string {
  const scene = sceneOf(view, layout, time)
  const marks = layerList(marksOf(view, layout, time)).flat()
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
