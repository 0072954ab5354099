/** Rows and records of the gallery's programs, as its tests read them. */

export interface Click {
  readonly visitor: string
  readonly at: number
}

export interface Session {
  readonly visitor: string
  readonly start: number
  readonly seconds: number
  readonly clicks: number
}

export interface Order {
  readonly id: number
  readonly fruit: string
  readonly amount: number
}

export interface Request {
  readonly id: number
  readonly user: string
  readonly at: number
}

export interface Reading {
  readonly sensor: string
  readonly degrees: number
}

export interface Joined {
  readonly order: string
  readonly at: number
}

export interface Counted {
  readonly sensor: string
  readonly windowEnd: number
  readonly readings: number
}

export interface Revenue {
  readonly customer: string
  readonly orders: number
  readonly amount: number
}

export interface Priced {
  readonly id: number
  readonly cents: number
}
