/** Path of a Chromium or Chrome, or undefined where there is none. */
export function findChromium(): string | undefined
export const chromiumFlags: string[]
