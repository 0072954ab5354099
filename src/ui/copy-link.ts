/** A scenario as a link in the clipboard; where the browser refuses, on the screen. */
import type { Scenario } from '../scenario/index.ts'
import { count } from './format.ts'
import type { Notices } from './notices.svelte.ts'
import type { Ports } from './ports.ts'
import { laterWords } from './later-words.ts'

/** `copied`: what is said of it, given how many characters it has. */
export async function copyLink(
  { links, notices }: { readonly links: Ports['links']; readonly notices: Notices },
  scenario: Scenario,
  copied: (characters: string) => string,
): Promise<void> {
  const hash = await links.encode(scenario)
  const link = location.href.replace(/#.*$/, '') + hash
  try {
    await navigator.clipboard.writeText(link)
    notices.show(copied(count(link.length)))
  } catch {
    notices.show(laterWords.announce.copyFailed, { link })
  }
}
