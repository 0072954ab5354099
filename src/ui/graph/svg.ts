/** Shapes as SVG text: for the page, for files and for tests. */
import { type Hatch, hatches, type Ink, type Theme } from './ink.ts'
import { fonts, type Paint, type Shape, type TextShape, type TextStyle } from './shape.ts'

export function svgOf(shapes: readonly Shape[], theme: Theme): string {
  let out = ''
  for (const shape of shapes) out += one(shape, theme)
  return out
}

/** The patterns that shapes refer to; once in each picture. */
export function svgDefs(theme: Theme): string {
  return `<defs>${hatches.map((hatch) => pattern(hatch, theme)).join('')}</defs>`
}

function one(shape: Shape, theme: Theme): string {
  switch (shape.shape) {
    case 'rect': {
      const { x, y, width, height } = shape.box
      const size = `x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`
      return `<rect ${size} rx="${n(shape.radius)}"${painted(shape.paint, theme)}/>`
    }
    case 'circle':
      return `<circle cx="${n(shape.at.x)}" cy="${n(shape.at.y)}" r="${n(shape.r)}"${painted(shape.paint, theme)}/>`
    case 'line': {
      const { from, to } = shape
      const d = `M${n(from.x)},${n(from.y)}L${n(to.x)},${n(to.y)}`
      return `<path d="${d}"${painted(shape.paint, theme)}/>`
    }
    case 'path':
      return `<path d="${shape.d}"${painted(shape.paint, theme)}/>`
    case 'text':
      return words(shape, theme)
  }
}

function painted(paint: Paint, theme: Theme): string {
  const parts = [`fill:${paint.fill === undefined ? 'none' : colour(paint.fill, theme)}`]
  if (paint.stroke !== undefined) {
    parts.push(`stroke:${theme(paint.stroke)}`)
    if (paint.strokeWidth !== undefined) parts.push(`stroke-width:${paint.strokeWidth}`)
    if (paint.dash !== undefined) parts.push(`stroke-dasharray:${paint.dash.join(' ')}`)
    if (paint.round === true) parts.push('stroke-linecap:round;stroke-linejoin:round')
  }
  const raised = paint.shadow === true ? ' class="raised"' : ''
  return `${raised} style="${parts.join(';')}"`
}

function colour(fill: Ink | Hatch, theme: Theme): string {
  return isHatch(fill) ? `url(#${fill})` : theme(fill)
}

function isHatch(fill: Ink | Hatch): fill is Hatch {
  return fill.startsWith('hatch-')
}

function words(shape: TextShape, theme: Theme): string {
  const { style, tail } = shape
  const anchor = style.anchor === undefined ? '' : ` text-anchor="${style.anchor}"`
  const after =
    tail === undefined
      ? ''
      : `<tspan dx="3" class="${tail.style.font}" style="fill:${theme(tail.style.ink)}">${escaped(tail.text)}</tspan>`
  return `<text x="${n(shape.at.x)}" y="${n(shape.at.y)}" class="${style.font}"${anchor}${dressed(style, theme)}>${escaped(shape.text)}${after}</text>`
}

function dressed(style: TextStyle, theme: Theme): string {
  const struck = style.struck === true ? ';text-decoration:line-through' : ''
  return ` style="fill:${theme(style.ink)}${struck}"`
}

/** Two decimals are a quarter of the smallest thing anybody can see. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** Names and values are the learner's own text. */
export function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function pattern(hatch: Hatch, theme: Theme): string {
  const { size, ground, stripe, width, opacity } = patterns[hatch]
  return (
    `<pattern id="${hatch}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect width="${size}" height="${size}" style="fill:${theme(ground)}"/>` +
    `<rect width="${width}" height="${size}" style="fill:${theme(stripe)};opacity:${opacity}"/></pattern>`
  )
}

interface Stripes {
  readonly size: number
  readonly ground: Ink
  readonly stripe: Ink
  readonly width: number
  readonly opacity: number
}

const patterns: Readonly<Record<Hatch, Stripes>> = {
  'hatch-barrier': {
    size: 6,
    ground: 'barrier-soft',
    stripe: 'barrier-line',
    width: 1.5,
    opacity: 1,
  },
  'hatch-phase': {
    size: 5,
    ground: 'phase-align',
    stripe: 'surface-panel',
    width: 1.6,
    opacity: 0.55,
  },
  'hatch-failure': {
    size: 8,
    ground: 'failure-soft',
    stripe: 'failure-line',
    width: 1.25,
    opacity: 0.7,
  },
}

/** The style sheet of a picture by itself; in the page, the component brings the same. */
export function svgStyle(): string {
  const faces = Object.entries(fonts).map(([font, face]) => {
    const family = face.mono ? 'DejaVu Sans Mono, monospace' : 'Liberation Sans, Arial, sans-serif'
    return `.${font}{font:${face.weight} ${face.size}px ${family}}`
  })
  return `<style>text{font-variant-numeric:tabular-nums}${faces.join('')}</style>`
}
