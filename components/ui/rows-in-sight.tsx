'use client'

import { useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import type { VirtualRowsProps } from './virtual-rows'

/** The rows around the scroll position of the page, the one that has the focus, and gaps for all others. See `VirtualRows`. */
export function RowsInSight({ count, rowHeightPx, container, renderRow, renderGap, onShow }: VirtualRowsProps) {
  const scrollMargin = useTopPx(container)
  const focused = useFocusedIndex(container)
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollMargin,
    rangeExtractor: ({ startIndex, endIndex, overscan }) => {
      const first = Math.max(0, startIndex - overscan)
      const last = Math.min(count - 1, endIndex + overscan)
      const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
      if (focused === null || focused >= count || (focused >= first && focused <= last)) return rows
      return focused < first ? [focused, ...rows] : [...rows, focused]
    },
  })
  // Heights that were measured at another width mean nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height stands for the layout.
  useLayoutEffect(() => virtualizer.measure(), [rowHeightPx, virtualizer])
  const { startIndex: first = 0, endIndex: last = 0 } = virtualizer.range ?? {}
  useEffect(() => onShow?.(first, last), [onShow, first, last])
  return drawRows(virtualizer, scrollMargin, renderRow, renderGap)
}

function drawRows(
  virtualizer: Virtualizer<Window, Element>,
  scrollMargin: number,
  renderRow: VirtualRowsProps['renderRow'],
  renderGap: VirtualRowsProps['renderGap'],
): ReactNode[] {
  const drawn: ReactNode[] = []
  let endPx = scrollMargin
  const closeGap = (key: string, untilPx: number) => {
    if (untilPx - endPx >= 1) drawn.push(renderGap(key, untilPx - endPx))
  }
  for (const item of virtualizer.getVirtualItems()) {
    closeGap(`before ${item.index}`, item.start)
    drawn.push(renderRow(item.index, virtualizer.measureElement))
    endPx = item.end
  }
  closeGap('after', scrollMargin + virtualizer.getTotalSize())
  return drawn
}

/** How far the element is from the top of the document. What stands above it may come and go. */
function useTopPx(element: RefObject<HTMLElement | null>): number {
  const [topPx, setTopPx] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      if (element.current !== null) setTopPx(Math.round(element.current.getBoundingClientRect().top + window.scrollY))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [element])
  return topPx
}

/** The row that has the focus. Without it in the document the keyboard would start over at the top of the page. */
function useFocusedIndex(container: RefObject<HTMLElement | null>): number | null {
  const [focused, setFocused] = useState<number | null>(null)
  useEffect(() => {
    const rows = container.current
    if (rows === null) return
    const enter = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
      setFocused(row === null ? null : Number(row.dataset.index))
    }
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (!(relatedTarget instanceof Node && rows.contains(relatedTarget))) setFocused(null)
    }
    rows.addEventListener('focusin', enter)
    rows.addEventListener('focusout', leave)
    return () => {
      rows.removeEventListener('focusin', enter)
      rows.removeEventListener('focusout', leave)
    }
  }, [container])
  return focused
}
