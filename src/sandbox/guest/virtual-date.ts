/**
 * A Date whose present is virtual time and whose zone is UTC, so that a run repeated at another
 * moment and place is the same run. It is no subclass: nothing of it leads back to the real one.
 */
const RealDate = Date

/** Texts whose meaning every browser agrees on; any other is an invalid date. */
const isoText = /^([+-]\d{6}|\d{4})(-\d\d(-\d\d)?)?(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/
const writtenText =
  /^[A-Z][a-z]{2},? (?:(\d\d) ([A-Z][a-z]{2})|([A-Z][a-z]{2}) (\d\d)) (-?\d{4,6}) (\d\d):(\d\d):(\d\d) GMT(?:[+-]0000)?(?: \(.{1,60}\))?$/
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** The same everywhere: a text without a zone is taken as UTC. */
function parse(text: string): number {
  const iso = isoText.exec(text)
  if (iso !== null)
    return RealDate.parse(iso[4] !== undefined && iso[7] === undefined ? `${text}Z` : text)
  return parseWritten(text)
}

/** What `toString` and `toUTCString` write; browsers read early years of it in different ways. */
function parseWritten(text: string): number {
  const [, dayFirst, monthSecond, monthFirst, daySecond, year, ...time] =
    writtenText.exec(text) ?? []
  const month = months.indexOf(monthSecond ?? monthFirst ?? '?') / 3
  if (year === undefined || !Number.isInteger(month) || month < 0) return NaN
  const [hours = NaN, minutes, seconds] = time.map(Number)
  const date = new RealDate(0)
  date.setUTCFullYear(Number(year), month, Number(dayFirst ?? daySecond))
  return date.setUTCHours(hours, minutes, seconds)
}

function timeOf(value: unknown): number {
  if (value instanceof RealDate || isVirtual(value)) return RealDate.prototype.getTime.call(value)
  const primitive: unknown =
    typeof value === 'object' && value !== null ? primitiveOf(value) : value
  return typeof primitive === 'string' ? parse(primitive) : Number(primitive)
}

function isVirtual(value: unknown): value is Date {
  try {
    RealDate.prototype.getTime.call(value as Date)
    return true
  } catch {
    return false
  }
}

function primitiveOf(value: object): unknown {
  // What + does first: ToPrimitive without a hint.
  return (value as unknown as string) + ''
}

/** The constructor that learner code finds under the name `Date`. `present` answers virtual ms. */
export function makeVirtualDate(present: () => number): DateConstructor {
  function VirtualDate(...args: unknown[]): Date | string {
    if (new.target === undefined) return dateText(new RealDate(present()))
    const [first] = args
    const time =
      args.length === 0
        ? present()
        : args.length === 1
          ? timeOf(first)
          : RealDate.UTC(...(args as [number, number]))
    return Reflect.construct(RealDate, [time], new.target) as Date
  }
  VirtualDate.prototype = makePrototype(VirtualDate)
  const statics = { now: () => present(), parse: (text: unknown) => parse(String(text)) }
  for (const [name, value] of Object.entries(statics)) hide(VirtualDate, name, value)
  hide(VirtualDate, 'UTC', (...args: [number, number]) => RealDate.UTC(...args))
  hide(VirtualDate, 'name', 'Date')
  hide(VirtualDate, 'length', 7)
  return VirtualDate as unknown as DateConstructor
}

function makePrototype(constructor: unknown): object {
  const prototype = {}
  const real = RealDate.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  for (const name of Object.getOwnPropertyNames(real)) {
    // The local methods become the ones of UTC; what is UTC already stays.
    const utc = name.replace(/^(get|set)(?!UTC|Time)/, '$1UTC')
    const method = real[utc] ?? real[name]
    const wanted = name !== 'constructor' && name !== 'toTemporalInstant'
    if (wanted && typeof method === 'function') hide(prototype, name, renamed(name, method))
  }
  const overrides = {
    getTimezoneOffset: () => 0,
    getYear(this: Date): unknown {
      return this.getUTCFullYear() - 1900
    },
    setYear(this: Date, year = NaN): number {
      return this.setUTCFullYear(year >= 0 && year <= 99 ? 1900 + year : year)
    },
    toString(this: Date): unknown {
      return dateText(this)
    },
    toDateString(this: Date): unknown {
      return unlessInvalid(this, () => dateText(this).slice(0, -zone.length - 9))
    },
    toTimeString(this: Date): unknown {
      return unlessInvalid(this, () => dateText(this).slice(-zone.length - 8))
    },
    toLocaleString(this: Date): unknown {
      return unlessInvalid(this, () => `${americanDate(this)}, ${americanTime(this)}`)
    },
    toLocaleDateString(this: Date): unknown {
      return unlessInvalid(this, () => americanDate(this))
    },
    toLocaleTimeString(this: Date): unknown {
      return unlessInvalid(this, () => americanTime(this))
    },
  }
  for (const [name, value] of Object.entries(overrides)) hide(prototype, name, value)
  hide(prototype, 'constructor', constructor)
  hide(prototype, Symbol.toPrimitive, RealDate.prototype[Symbol.toPrimitive])
  return prototype
}

/** A function of our own, so that learner and engine never share one that can be changed. */
function renamed(name: string, method: (...args: unknown[]) => unknown): unknown {
  return {
    [name](this: unknown, ...args: unknown[]): unknown {
      return method.apply(this, args)
    },
  }[name]
}

const zone = ' GMT+0000 (Coordinated Universal Time)'

/** As `toString` writes it in the zone UTC, in every browser. */
function dateText(date: Date): string {
  return unlessInvalid(date, () => {
    const [day, dayOfMonth, month, year, time] = RealDate.prototype.toUTCString
      .call(date)
      .replace(',', '')
      .split(' ')
    return `${day} ${month} ${dayOfMonth} ${year} ${time}${zone}`
  })
}

function unlessInvalid(date: Date, text: () => string): string {
  return Number.isNaN(RealDate.prototype.getTime.call(date)) ? 'Invalid Date' : text()
}

function americanDate(date: Date): string {
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`
}

function americanTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = date.getUTCHours()
  const half = hours < 12 ? 'AM' : 'PM'
  return `${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${half}`
}

function hide(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  })
}
