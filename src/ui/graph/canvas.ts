/** Shapes on a canvas: those that share a paint are drawn as one path, so 2,000 discs cost a few strokes. */
import type { Ink, Theme } from './ink.ts'
import { fonts, type Paint, type Shape, type TextShape, type TextStyle } from './shape.ts'

/** What the painter needs of a canvas; a counting stand-in measures it without a browser. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'fill'
  | 'fillStyle'
  | 'fillText'
  | 'font'
  | 'lineCap'
  | 'lineTo'
  | 'lineWidth'
  | 'moveTo'
  | 'roundRect'
  | 'setLineDash'
  | 'stroke'
  | 'strokeStyle'
  | 'textAlign'
>

export interface FontFamilies {
  readonly text: string
  readonly mono: string
}

/** Draws layers from back to front. Within a layer shapes of one paint are drawn together. */
export function drawLayers(
  brush: Brush,
  layers: readonly (readonly Shape[])[],
  theme: Theme,
  families: FontFamilies,
): void {
  for (const shapes of layers) {
    const forms = new Map<Paint, Shape[]>()
    const texts = new Map<TextStyle, TextShape[]>()
    for (const shape of shapes) {
      if (shape.shape === 'text') gather(texts, shape.style, shape)
      else gather(forms, shape.paint, shape)
    }
    for (const [paint, group] of forms) drawForms(brush, group, paint, theme)
    for (const [style, group] of texts) drawTexts({ brush, theme, families }, group, style)
  }
}

function gather<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [item])
  else group.push(item)
}

function drawForms(brush: Brush, group: readonly Shape[], paint: Paint, theme: Theme): void {
  brush.beginPath()
  for (const shape of group) trace(brush, shape)
  // Only what has a form of its own, such as a cross, comes as a path by itself.
  const paths = group.flatMap((shape) => (shape.shape === 'path' ? [new Path2D(shape.d)] : []))
  if (paint.fill !== undefined) {
    brush.fillStyle = theme(paint.fill as Ink)
    brush.fill()
    for (const form of paths) brush.fill(form)
  }
  if (paint.stroke !== undefined) {
    brush.strokeStyle = theme(paint.stroke)
    brush.lineWidth = paint.strokeWidth ?? 1
    brush.lineCap = paint.round === true ? 'round' : 'butt'
    brush.setLineDash([...(paint.dash ?? [])])
    brush.stroke()
    for (const form of paths) brush.stroke(form)
  }
}

function trace(brush: Brush, shape: Shape): void {
  switch (shape.shape) {
    case 'circle': {
      const { x, y } = shape.at
      brush.moveTo(x + shape.r, y)
      brush.arc(x, y, shape.r, 0, Math.PI * 2)
      return
    }
    case 'rect': {
      const { x, y, width, height } = shape.box
      brush.roundRect(x, y, width, height, shape.radius)
      return
    }
    case 'line':
      brush.moveTo(shape.from.x, shape.from.y)
      brush.lineTo(shape.to.x, shape.to.y)
      return
    case 'path':
    case 'text':
      return
  }
}

interface Pen {
  readonly brush: Brush
  readonly theme: Theme
  readonly families: FontFamilies
}

function drawTexts(pen: Pen, group: readonly TextShape[], style: TextStyle): void {
  const { brush, theme, families } = pen
  const { size, weight, mono } = fonts[style.font]
  brush.font = `${weight} ${size}px ${mono ? families.mono : families.text}`
  brush.fillStyle = theme(style.ink)
  brush.textAlign = style.anchor === 'middle' ? 'center' : (style.anchor ?? 'start')
  for (const shape of group) brush.fillText(shape.text, shape.at.x, shape.at.y)
}
