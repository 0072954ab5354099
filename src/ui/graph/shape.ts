/** What a picture is made of: four primitives, as plain data. Both painters, SVG and canvas, take them. */
import type { Hatch, Ink } from './ink.ts'

/** In px of the stage, origin top left. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Text is set in one of these and in no other; 11 px is the smallest text anywhere. */
export type Font = 't11' | 't11b' | 't12' | 't12b' | 't13b' | 'm11' | 'm11b' | 'mark'

export interface FontFace {
  readonly size: number
  readonly weight: number
  readonly mono: boolean
}

export const fonts: Readonly<Record<Font, FontFace>> = {
  t11: { size: 11, weight: 400, mono: false },
  t11b: { size: 11, weight: 700, mono: false },
  t12: { size: 12, weight: 400, mono: false },
  t12b: { size: 12, weight: 650, mono: false },
  t13b: { size: 13, weight: 650, mono: false },
  m11: { size: 11, weight: 400, mono: true },
  m11b: { size: 11, weight: 700, mono: true },
  mark: { size: 11, weight: 700, mono: false },
}

/** How a shape is filled and stroked. Without `fill` nothing is filled, without `stroke` nothing drawn. */
export interface Paint {
  readonly fill?: Ink | Hatch
  readonly stroke?: Ink
  /** 1 when left out. */
  readonly strokeWidth?: number
  readonly dash?: readonly number[]
  /** Round ends and joins. */
  readonly round?: true
  readonly shadow?: true
}

export interface TextStyle {
  readonly font: Font
  readonly ink: Ink
  /** `start` when left out. */
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly struck?: true
}

/** The paint is kept apart: many shapes share one, and a canvas draws those together. */
export type Shape =
  | { readonly shape: 'rect'; readonly box: Box; readonly radius: number; readonly paint: Paint }
  | { readonly shape: 'circle'; readonly at: Point; readonly r: number; readonly paint: Paint }
  | { readonly shape: 'line'; readonly from: Point; readonly to: Point; readonly paint: Paint }
  | { readonly shape: 'path'; readonly d: string; readonly paint: Paint }
  | TextShape

export interface TextShape {
  readonly shape: 'text'
  readonly at: Point
  readonly text: string
  readonly style: TextStyle
  /** What follows on the same line in another style. */
  readonly tail?: { readonly text: string; readonly style: TextStyle }
}

export function rect(box: Box, radius: number, paint: Paint): Shape {
  return { shape: 'rect', box, radius, paint }
}

export function circle(at: Point, r: number, paint: Paint): Shape {
  return { shape: 'circle', at, r, paint }
}

export function line(from: Point, to: Point, paint: Paint): Shape {
  return { shape: 'line', from, to, paint }
}

export function path(d: string, paint: Paint): Shape {
  return { shape: 'path', d, paint }
}

export function text(at: Point, content: string, style: TextStyle): TextShape {
  return { shape: 'text', at, text: content, style }
}

/** A box whose edges lie on half pixels, so that a line of 1 px is sharp. */
export function crisp(box: Box): Box {
  return { x: box.x + 0.5, y: box.y + 0.5, width: box.width - 1, height: box.height - 1 }
}

/** A box smaller by `by` px on every side; larger when negative. */
export function inset(box: Box, by: number): Box {
  return {
    x: box.x + by,
    y: box.y + by,
    width: box.width - 2 * by,
    height: box.height - 2 * by,
  }
}

export function centre(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Whether two boxes share more than an edge. */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
