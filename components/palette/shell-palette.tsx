'use client'

import type { ClusterSummary } from '@/lib/api/clusters'
import { listKnown, type PaletteActions } from './list-known'
import { PaletteDialog } from './palette-dialog'

export interface ShellPaletteProps {
  isOpen: boolean
  onClose: () => void
  cluster: string | null
  clusters: readonly ClusterSummary[]
  canBreak: boolean
  actions: PaletteActions
}

/** The palette with what every page knows: its pages, the clusters and what can be done. */
export function ShellPalette({ isOpen, onClose, cluster, clusters, canBreak, actions }: ShellPaletteProps) {
  return (
    <PaletteDialog
      isOpen={isOpen}
      onClose={onClose}
      cluster={cluster}
      known={isOpen ? listKnown({ cluster, clusters, canBreak, actions }) : []}
    />
  )
}
