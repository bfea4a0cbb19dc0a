'use client'

import { type ComponentType, type ReactNode, type RefObject, useEffect, useState, useSyncExternalStore } from 'react'

export interface VirtualRowsProps {
  count: number
  /** What a row usually measures, in CSS pixels. Rows are measured when they are drawn; one that differs is allowed for. */
  rowHeightPx: number
  /** The element whose children the rows are: a `tbody`, a list. */
  container: RefObject<HTMLElement | null>
  /** A row. Its element takes `ref` and `data-index={index}`. It is memoised by the caller: it is asked for again at every scroll. */
  renderRow: (index: number, ref: (element: Element | null) => void) => ReactNode
  /** Takes the place of rows that are not drawn. */
  renderGap: (key: string, heightPx: number) => ReactNode
  /** Told which rows are in sight whenever that changes. The same function in every render. */
  onShow?: (first: number, last: number) => void
  /** Whether a row is worth printing: its content is loaded. */
  isPrintable?: (index: number) => boolean
}

/** Shorter lists are drawn whole: the browser's own search and print then miss nothing. */
export const wholeListMax = 100

/**
 * Rows of a list of any length that scrolls with the page: only those in sight are in the document, and room is kept for the rest,
 * so that the scroll bar tells the truth and going back finds the same place. The row that has the focus stays drawn.
 */
export function VirtualRows(props: VirtualRowsProps) {
  const isPrinting = useIsPrinting()
  const indexes = Array.from({ length: props.count }, (_, index) => index)
  if (props.count <= wholeListMax) return indexes.map((index) => props.renderRow(index, ignore))
  if (isPrinting)
    return indexes.filter((index) => props.isPrintable?.(index) ?? true).map((index) => props.renderRow(index, ignore))
  return <LongList {...props} />
}

const ignore = () => {}

/** What the server draws of a long list: more than a tall screen shows. */
const firstRows = 24

let loadedRowsInSight: ComponentType<VirtualRowsProps> | null = null

/** The first rows until the code that follows the scroll position is there: it is not needed to show them. */
function LongList(props: VirtualRowsProps) {
  const [RowsInSight, setRowsInSight] = useState(() => loadedRowsInSight)
  useEffect(() => {
    if (RowsInSight !== null) return
    let isWanted = true
    void import('./rows-in-sight').then((loaded) => {
      loadedRowsInSight = loaded.RowsInSight
      if (isWanted) setRowsInSight(() => loaded.RowsInSight)
    })
    return () => {
      isWanted = false
    }
  }, [RowsInSight])
  if (RowsInSight !== null) return <RowsInSight {...props} />
  return [
    Array.from({ length: firstRows }, (_, index) => props.renderRow(index, ignore)),
    props.renderGap('after', (props.count - firstRows) * props.rowHeightPx),
  ]
}

function useIsPrinting(): boolean {
  return useSyncExternalStore(followPrint, readPrint, () => false)
}

let isPrintOpen = false
const readPrint = () => isPrintOpen

function followPrint(changed: () => void): () => void {
  const set = (isOpen: boolean) => () => {
    isPrintOpen = isOpen
    changed()
  }
  const open = set(true)
  const close = set(false)
  window.addEventListener('beforeprint', open)
  window.addEventListener('afterprint', close)
  return () => {
    window.removeEventListener('beforeprint', open)
    window.removeEventListener('afterprint', close)
  }
}
