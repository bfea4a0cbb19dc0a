'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { Position } from '@/lib/api/events'

interface Start {
  buildId: string
  /** Where the changes stood when the page was rendered: what came later is to be told. */
  position: Position | null
}

const StartContext = createContext<Start>({ buildId: 'development', position: null })

/** Hands what the server knew when it rendered the page to the `LiveProvider` below. */
export function LiveStart({ buildId, position, children }: Start & { children: ReactNode }) {
  return <StartContext value={{ buildId, position }}>{children}</StartContext>
}

export const useLiveStart = (): Start => useContext(StartContext)
