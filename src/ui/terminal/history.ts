/** Lines that were typed, kept while the tab is open. */

const key = 'barrier-lab.terminal'
const most = 200

export class History {
  /** Oldest first. */
  readonly lines: string[] = read()

  add(line: string): void {
    if (line.trim() === '' || line === this.lines.at(-1)) return
    this.lines.push(line)
    this.lines.splice(0, Math.max(0, this.lines.length - most))
    try {
      sessionStorage.setItem(key, JSON.stringify(this.lines))
    } catch {
      // Without storage the lines last as long as the page.
    }
  }
}

function read(): string[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(found) ? found.filter((one) => typeof one === 'string').slice(-most) : []
  } catch {
    return []
  }
}
