/** Objects that are shared where a function's fields are copied, as constants of a JVM are. */

interface Class {
  readonly prototype: object
}

const prototypes: object[] = []

/** Objects of this class never change. Called by the file of the class, once. */
export function unchanging(type: Class): void {
  prototypes.push(type.prototype)
}

export function isUnchanging(value: object): boolean {
  return prototypes.some((prototype) => Object.prototype.isPrototypeOf.call(prototype, value))
}
