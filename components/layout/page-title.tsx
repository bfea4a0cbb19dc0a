'use client'

import { useEffect, useLayoutEffect } from 'react'
import type { PathVerdict } from '@/lib/model/verdict'
import { chooseFavicon, drawFavicon } from './draw-favicon'
import { useLive } from './live-provider'
import { siteName } from './page-titles'

interface PageTitleProps {
  /** Without the name of the site. Null leaves the title that the server gave. */
  title: string | null
  /** Null while it is not known; the icon then says nothing. */
  verdict: PathVerdict | null
}

/**
 * Keeps the title and the icon of the browser tab true while the page is open: the server wrote them once, the verdict goes on.
 */
export function PageTitle({ title, verdict }: PageTitleProps) {
  const { connection, heartbeat } = useLive()
  const isStale = connection === 'reconnecting' || (heartbeat?.staleSince ?? null) !== null
  const icon = drawFavicon(chooseFavicon(verdict, isStale))

  // Before the browser tells of changes of the head: when the reader goes on, the title of the next page is in place by then, and must stay.
  useLayoutEffect(() => {
    const wanted = title === null ? null : `${title} · ${siteName}`
    const apply = () => {
      if (wanted !== null && document.title !== wanted) document.title = wanted
      for (const link of document.head.querySelectorAll<HTMLLinkElement>('link[rel="icon"]')) {
        link.dataset.served ??= link.href
        if (link.href !== icon) link.href = icon
      }
    }
    apply()
    // What the server wrote about the page may come in after the page itself.
    const observer = new MutationObserver(apply)
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [title, icon])

  useEffect(
    () => () => {
      for (const link of document.head.querySelectorAll<HTMLLinkElement>('link[data-served]')) {
        link.href = link.dataset.served ?? link.href
        delete link.dataset.served
      }
    },
    [],
  )
  return null
}
