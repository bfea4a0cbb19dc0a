import type { Finding } from '@/lib/model/finding'
import { paths } from '@/lib/paths'
import { describeFinding } from './finding-markdown'

/** Address of a finding's page, to paste elsewhere. In the browser only: it begins as the reader's own address does. */
export const findingUrl = (cluster: string, id: string): string =>
  `${window.location.origin}${paths.finding(cluster, id)}`

/** What the commands of a finding are called: they are kubectl's, or a cloud's. Null when there are none. */
export function nameCommands({ fix }: Finding): 'kubectl' | 'commands' | null {
  if (fix.commands.length === 0) return null
  return fix.commands.every((command) => /^\s*(kubectl|#)/.test(command)) ? 'kubectl' : 'commands'
}

/** The forms in which a finding can be handed on. `text` is for the browser only. */
export function listCopies(cluster: string, finding: Finding): { label: string; text: () => string }[] {
  const commands = nameCommands(finding)
  return [
    {
      label: 'Copy as Markdown',
      text: () => describeFinding(finding, { cluster, url: findingUrl(cluster, finding.id) }),
    },
    ...(commands === null ? [] : [{ label: `Copy ${commands}`, text: () => finding.fix.commands.join('\n') }]),
    { label: 'Copy link', text: () => findingUrl(cluster, finding.id) },
  ]
}
