'use client'

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { clusterKeys } from '@/lib/api/clusters'
import { ChangeEvent, Heartbeat, type Topic } from '@/lib/api/events'

/** The stream beats every five seconds; after this long without a beat it is dead, whatever the browser thinks. */
const silenceLimitMs = 17_000
/** A new stream says hello at once. A connection that the browser kept from before may be dead without anybody having said so. */
const helloLimitMs = 8_000
/** While there is no stream, everything shown is asked for again this often. */
const pollMs = 15_000
/** A hidden tab gives its connection back: browsers allow only six to one server. */
const hiddenGraceMs = 10_000
const longestRetryMs = 20_000

export interface LiveState {
  connection: 'connecting' | 'live' | 'reconnecting'
  /** The last beat about this cluster; null before the first, or when no cluster is chosen. */
  heartbeat: Heartbeat | null
  isPaused: boolean
  /** Changes that were told of while paused. */
  waitingChanges: number
  pause: () => void
  /** Shows what waited, and follows changes again. */
  resume: () => void
}

const LiveContext = createContext<LiveState | null>(null)

/** How live the page is. Throws outside a `LiveProvider`, which the shell provides. */
export function useLive(): LiveState {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive needs a LiveProvider above it')
  return live
}

interface LiveProviderProps {
  /** The cluster to follow; null follows all of them. */
  cluster: string | null
  children: ReactNode
}

/**
 * Holds the page's one event stream. A change makes the queries of its topics ask again; a new connection makes all of them
 * ask, since events are not repeated. While paused, changes are counted and wait.
 */
export function LiveProvider({ cluster, children }: LiveProviderProps) {
  const queryClient = useQueryClient()
  const [connection, setConnection] = useState<LiveState['connection']>('connecting')
  const [heartbeat, setHeartbeat] = useState<Heartbeat | null>(null)
  const [isPaused, setIsPaused] = useState(false)
  const [waitingChanges, setWaitingChanges] = useState(0)
  const paused = useRef(false)

  useEffect(() => {
    const changed = (change: ChangeEvent | 'everything') => {
      if (paused.current) setWaitingChanges((count) => count + 1)
      else if (change === 'everything') void queryClient.invalidateQueries()
      else invalidateTopics(queryClient, change.cluster, change.topics)
    }
    setConnection('connecting')
    setHeartbeat(null)
    return followEvents(cluster, { changed, beat: setHeartbeat, connection: setConnection })
  }, [cluster, queryClient])

  useEffect(() => {
    if (connection !== 'reconnecting') return
    const timer = setInterval(() => {
      if (!paused.current && !document.hidden) void queryClient.invalidateQueries()
    }, pollMs)
    return () => clearInterval(timer)
  }, [connection, queryClient])

  const pause = useCallback(() => {
    paused.current = true
    setIsPaused(true)
  }, [])

  const resume = useCallback(() => {
    paused.current = false
    setIsPaused(false)
    setWaitingChanges(0)
    void queryClient.invalidateQueries()
  }, [queryClient])

  const live = useMemo(
    () => ({ connection, heartbeat, isPaused, waitingChanges, pause, resume }),
    [connection, heartbeat, isPaused, waitingChanges, pause, resume],
  )
  return <LiveContext value={live}>{children}</LiveContext>
}

function invalidateTopics(queryClient: QueryClient, cluster: string, topics: readonly Topic[]): void {
  for (const topic of topics) {
    void queryClient.invalidateQueries({
      queryKey: topic === 'clusters' ? clusterKeys.all : ['cluster', cluster, topic],
    })
  }
}

interface EventHandlers {
  changed: (change: ChangeEvent | 'everything') => void
  beat: (heartbeat: Heartbeat) => void
  connection: (state: LiveState['connection']) => void
}

/** Keeps one EventSource open while the tab is visible, and opens it again after any failure. Returns how to stop. */
function followEvents(cluster: string | null, handlers: EventHandlers): () => void {
  let source: EventSource | null = null
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let wasConnected = false

  const disconnect = () => {
    clearTimeout(retryTimer)
    clearTimeout(silenceTimer)
    source?.close()
    source = null
  }
  const fail = () => {
    disconnect()
    handlers.connection('reconnecting')
    failures += 1
    const waitMs = Math.min(longestRetryMs, 1000 * 2 ** Math.min(failures - 1, 5)) * (0.75 + Math.random() / 2)
    retryTimer = setTimeout(connect, waitMs)
  }
  const waitForSign = (limitMs: number) => {
    clearTimeout(silenceTimer)
    silenceTimer = setTimeout(fail, limitMs)
  }
  const heard = () => waitForSign(silenceLimitMs)
  const beat = (message: MessageEvent<string>) => {
    heard()
    const heartbeat = Heartbeat.safeParse(parseJson(message.data))
    // Beats about several clusters have no one age to show.
    if (heartbeat.success && cluster !== null && heartbeat.data.cluster === cluster) handlers.beat(heartbeat.data)
  }
  function connect() {
    disconnect()
    waitForSign(helloLimitMs)
    source = new EventSource(`/api/v1/events${cluster === null ? '' : `?cluster=${encodeURIComponent(cluster)}`}`)
    source.addEventListener('hello', (message) => {
      beat(message)
      failures = 0
      handlers.connection('live')
      if (wasConnected) handlers.changed('everything')
      wasConnected = true
    })
    source.addEventListener('ping', beat)
    source.addEventListener('change', (message) => {
      heard()
      const change = ChangeEvent.safeParse(parseJson(message.data))
      if (change.success) handlers.changed(change.data)
    })
    source.onerror = fail
  }
  const followVisibility = () => {
    clearTimeout(hiddenTimer)
    if (document.hidden) hiddenTimer = setTimeout(disconnect, hiddenGraceMs)
    else if (source === null) connect()
  }

  connect()
  document.addEventListener('visibilitychange', followVisibility)
  return () => {
    document.removeEventListener('visibilitychange', followVisibility)
    clearTimeout(hiddenTimer)
    disconnect()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
