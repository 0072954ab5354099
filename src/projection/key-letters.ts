/**
 * The letter and colour a key is drawn with. A key wears its own initial if no key before it does
 * (apple: A), else the first letter that is free; beyond 26 keys a number follows the letter.
 * Colours go by first appearance, and begin again after eight: the letter tells them apart.
 */

/** How a key is drawn. */
export interface KeyLabel {
  readonly key: string
  /** One capital letter; with a number behind it from the 27th key on. */
  readonly letter: string
  /** 0 to 7: which of the eight key colours. */
  readonly color: number
}
