'use client'

import { CopyButton } from '@/components/ui/copy-button'
import type { Finding } from '@/lib/model/finding'
import { findingUrl, listCopies } from './copy-finding'

interface FindingActionsProps {
  cluster: string
  id: string
  /** Null when nothing but its link is known any more. */
  finding: Finding | null
}

/** The buttons on top of a finding's page that hand it on. */
export function FindingActions({ cluster, id, finding }: FindingActionsProps) {
  const copies =
    finding === null ? [{ label: 'Copy link', text: () => findingUrl(cluster, id) }] : listCopies(cluster, finding)
  return copies.map(({ label, text }) =>
    label === 'Copy kubectl' ? (
      <CopyButton key={label} label={label} text={text()} isKubectl />
    ) : (
      <CopyButton key={label} label={label} text={text} />
    ),
  )
}
