'use client'

import { useEffect, useEffectEvent } from 'react'
import { findOnTrail, type Trail } from './trail'

/** The rows of a list as far as they are loaded, around the one that is opened. */
export type ListedRows = Omit<Trail, 'at'>

const storageKey = 'fairlead.trail'
/** The page that a step leaves while the next one is on its way: its address still stands in the browser. */
let leftHref: string | null = null
/** How the list of the page lists its rows, where not all of them are in the document. */
let listRowsOfPage: ((opened: string) => ListedRows) | null = null

/** Tells which rows a long list has loaded: those out of sight are not in the document. `opened` is the address that is followed. */
export function useTrailSource(listRows: (opened: string) => ListedRows): void {
  const list = useEffectEvent(listRows)
  useEffect(() => {
    listRowsOfPage = (opened) => list(opened)
    return () => {
      listRowsOfPage = null
    }
  }, [])
}

/** Remembers the list whenever one of its rows is followed, for this tab only. */
export function useTrailRecorder(): void {
  useEffect(() => {
    const record = ({ target }: MouseEvent) => {
      const link = target instanceof Element ? target.closest<HTMLAnchorElement>('main a[data-row-link]') : null
      if (link === null) return
      const opened = hrefOf(link)
      const rows = listRowsOfPage?.(opened) ?? listRowsInDocument()
      saveTrail({ ...rows, at: Math.max(0, rows.hrefs.indexOf(opened)) })
    }
    document.addEventListener('click', record, { capture: true })
    return () => document.removeEventListener('click', record, { capture: true })
  }, [])
}

/** The trail that leads over this page; null when there is none. */
export function readTrail(): Trail | null {
  try {
    const saved = sessionStorage.getItem(storageKey)
    if (saved === null) return null
    const trail = JSON.parse(saved) as Partial<Trail>
    // What another version kept has other parts.
    if (!isTrail(trail)) return null
    const here = hrefOf(window.location)
    // Whoever presses twice in a row means two steps.
    if (leftHref === here) return trail
    leftHref = null
    return findOnTrail(trail, here)
  } catch {
    // A browser that keeps nothing, or something that is no trail.
    return null
  }
}

/** Remembers where on the trail the reader is about to be. */
export function takeStep(trail: Trail): void {
  leftHref = hrefOf(window.location)
  saveTrail(trail)
}

function saveTrail(trail: Trail): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(trail))
  } catch {
    // Without it there is just no next one.
  }
}

function listRowsInDocument(): ListedRows {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('main a[data-row-link]')]
  const hrefs = links.filter((link) => link.checkVisibility()).map(hrefOf)
  return { hrefs, before: 0, total: hrefs.length, pages: null }
}

const isTrail = (trail: Partial<Trail>): trail is Trail =>
  trail.hrefs !== undefined && trail.at !== undefined && trail.before !== undefined && trail.pages !== undefined

const hrefOf = ({ pathname, search }: Pick<Location, 'pathname' | 'search'>) => `${pathname}${search}`
