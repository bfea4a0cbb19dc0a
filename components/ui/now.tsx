'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

const NowContext = createContext<number | null>(null)

interface NowProviderProps {
  /** The server's clock when it rendered the page, in milliseconds since 1970. */
  serverNowMs: number
  children: ReactNode
}

/**
 * Gives every age on the page one clock: the server's, ticking once a second. The first render uses exactly `serverNowMs`, so
 * server and browser agree, and a browser whose clock is wrong still shows right ages.
 */
export function NowProvider({ serverNowMs, children }: NowProviderProps) {
  const [nowMs, setNowMs] = useState(serverNowMs)

  useEffect(() => {
    const offsetMs = serverNowMs - Date.now()
    const timer = setInterval(() => {
      if (!document.hidden) setNowMs(Date.now() + offsetMs)
    }, 1000)
    return () => clearInterval(timer)
  }, [serverNowMs])

  return <NowContext value={nowMs}>{children}</NowContext>
}

/** The server's time in milliseconds, ticking once a second. Throws outside a `NowProvider`, which the root layout provides. */
export function useNowMs(): number {
  const nowMs = useContext(NowContext)
  if (nowMs === null) throw new Error('useNowMs needs a NowProvider above it')
  return nowMs
}
