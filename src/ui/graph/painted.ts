/** A Svelte attachment that gives a part of the picture to a painter of ours. */
import type { Attachment } from 'svelte/attachments'

/** What was written last: to read it back from the document would cost more than to write it. */
const written = new WeakMap<SVGElement, string>()

/**
 * Puts SVG text into an element. The text comes from `svgOf`, which escapes every word of the learner's;
 * an object whose text has not changed keeps its elements.
 */
export function painted(svg: string): Attachment<SVGElement> {
  return (element) => {
    if (written.get(element) === svg) return
    written.set(element, svg)
    element.innerHTML = svg
  }
}
