/** Svelte attachments that give a part of the picture to a painter of ours. */
import type { Attachment } from 'svelte/attachments'

/**
 * Puts SVG text into an element. The text comes from `svgOf`, which escapes every word of the learner's;
 * an object whose text has not changed keeps its elements.
 */
export function painted(svg: string): Attachment<SVGElement> {
  return (element) => {
    if (element.innerHTML !== svg) element.innerHTML = svg
  }
}
