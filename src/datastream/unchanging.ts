/** Objects that are shared where a function's fields are copied, as constants of a JVM are, or never copied. */

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

const parts: { readonly prototype: object; readonly name: string }[] = []

/** Objects of this class describe the program and run nowhere: no function takes them along. */
export function partOfProgram(type: Class, name: string): void {
  parts.push({ prototype: type.prototype, name })
}

/** The name of the class where the object is a part of the program; null: it is none. */
export function programPartName(value: object): string | null {
  const found = parts.find(({ prototype }) => Object.prototype.isPrototypeOf.call(prototype, value))
  return found?.name ?? null
}
