/** Panning and zooming by pointer: D3's gestures, fetched after the first picture. */
import { select, zoom, zoomIdentity, type ZoomTransform } from 'd3'
import { leastScale, type Placement } from './view-port.ts'

export interface ZoomingOptions {
  /** Where the picture lies when the gestures come. */
  readonly from: Placement
  mayZoom(event: Event): boolean
  moved(to: Placement): void
}

export interface Zooming {
  moveTo(to: Placement): void
  scaleBy(factor: number): void
  end(): void
}

/** Listens on the element; whatever moves the picture from now on has to go through what is answered. */
export function zoomingOn(element: HTMLElement, options: ZoomingOptions): Zooming {
  const target = select(element)
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([leastScale, 2])
    .filter((event: Event) => options.mayZoom(event))
  const moveTo = ({ x, y, k }: Placement): void => {
    behaviour.transform(target, zoomIdentity.translate(x, y).scale(k))
  }
  target.call(behaviour).on('dblclick.zoom', null)
  moveTo(options.from)
  behaviour.on('zoom', ({ transform }: { transform: ZoomTransform }) => {
    const { x, y, k } = transform
    options.moved({ x, y, k })
  })
  return {
    moveTo,
    scaleBy: (factor) => {
      behaviour.scaleBy(target, factor)
    },
    end: () => {
      target.on('.zoom', null)
    },
  }
}
