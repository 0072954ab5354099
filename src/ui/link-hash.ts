/** Whether the address brings a scenario along: `#<version>.<payload>`. */
export function isLink(hash: string): boolean {
  return /^#\d+\./.test(hash)
}
