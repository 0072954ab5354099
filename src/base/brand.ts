/** A number or string that knows what it identifies, so that two kinds cannot be swapped. */
declare const brand: unique symbol
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
