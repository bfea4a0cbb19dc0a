'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { Heartbeat, Position } from '@/lib/api/events'
import { HeldChanges } from '@/lib/live/held-changes'
import { connectLive, type LiveConnection } from '@/lib/live/live-connection'
import type { Connection, LiveMessage } from '@/lib/live/live-message'
import { QueryFollower } from '@/lib/live/query-follower'
import { useLiveStart } from './live-start'

/** While there is no stream, everything shown is asked for again this often. */
const pollMs = 15_000
/** How often the page says to the worker that it is still there, and how long that may leave it without an answer. */
const aliveMs = 5_000
const workerLimitMs = 16_000
/** Beats about many clusters come one by one; they are shown together. */
const gatherMs = 50

export interface LiveState {
  connection: Connection
  /** The server's time when it was last heard of, ISO 8601; null before the first beat. */
  heardAt: string | null
  /** The last beat about each cluster that is followed; while updates are held, the last before that. */
  beats: ReadonlyMap<string, Heartbeat>
  /** The last beat about the current cluster; null before the first, or when no cluster is chosen. */
  heartbeat: Heartbeat | null
  isPaused: boolean
  /** Changes that were told of while paused. */
  waitingChanges: number
  pause: () => void
  /** Shows what waited, and follows changes again. */
  resume: () => void
  togglePause: () => void
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
 * Follows the changes of the current cluster. A change makes the queries of its topics ask again. While paused, changes are counted
 * and wait; while nobody can see the page, they wait too.
 */
export function LiveProvider({ cluster, children }: LiveProviderProps) {
  const queryClient = useQueryClient()
  // Where this page began; a later rendering of the frame begins nothing anew.
  const [{ buildId, position }] = useState(useLiveStart())
  const [connection, setConnection] = useState<Connection>('connecting')
  const [heardAt, setHeardAt] = useState<string | null>(null)
  const [beats, setBeats] = useState<ReadonlyMap<string, Heartbeat>>(new Map())
  const [isPaused, setIsPaused] = useState(false)
  const [waitingChanges, setWaitingChanges] = useState(0)
  const paused = useRef(false)
  const held = useRef(new HeldChanges())
  const positions = useRef(new Map<string | null, Position | null>())
  const follower = useMemo(() => new QueryFollower(queryClient), [queryClient])

  useEffect(() => follower.start(), [follower])

  const release = useCallback(() => {
    if (paused.current || document.hidden) return
    held.current.release(follower)
    setWaitingChanges(0)
  }, [follower])

  useEffect(() => {
    let lastConnection: Connection = 'connecting'
    const newBeats = new Map<string, Heartbeat>()
    let gathering: ReturnType<typeof setTimeout> | undefined
    const gather = () => {
      gathering = undefined
      const last = [...newBeats.values()].at(-1)
      if (last !== undefined) setHeardAt(last.at)
      if (!paused.current) setBeats(new Map(newBeats))
    }
    const hear = (message: LiveMessage) => {
      heardWorkerAtMs = performance.now()
      if (message.type === 'connection') {
        setConnection(message.connection)
        if (message.heardAt !== null) setHeardAt(message.heardAt)
        // What could not be read while the server was away can be read now.
        if (message.connection === 'live' && lastConnection === 'reconnecting') follower.heal(true)
        lastConnection = message.connection
        return
      }
      if (message.position !== null) positions.current.set(cluster, message.position)
      if (message.type === 'beat') {
        if (message.beat.cluster !== null) newBeats.set(message.beat.cluster, message.beat)
        gathering ??= setTimeout(gather, gatherMs)
        return
      }
      if (message.type === 'reset' && message.cluster === null) {
        // Positions of before mean nothing to the server of now.
        for (const key of positions.current.keys()) positions.current.set(key, message.position)
      }
      held.current.add(message)
      if (paused.current) setWaitingChanges(held.current.count)
      else release()
    }
    let live: LiveConnection | null = null
    let heardWorkerAtMs = performance.now()
    const connect = () => {
      live?.close()
      heardWorkerAtMs = performance.now()
      live = connectLive(buildId, hear)
      const after = positions.current.get(cluster) ?? positions.current.get(null) ?? position
      positions.current.set(cluster, after)
      live.send({ type: 'follow', cluster, after })
    }
    const sayAlive = (isImpatient: boolean) => {
      if (live === null) return
      // A worker that was killed says nothing about it.
      if (!document.hidden && performance.now() - heardWorkerAtMs > workerLimitMs) connect()
      else live.send({ type: 'alive', isImpatient })
    }
    const follow = () => {
      if (document.hidden) return
      // While it was hidden the page was let run too rarely to judge the worker.
      heardWorkerAtMs = performance.now()
      sayAlive(true)
      release()
    }
    const leave = () => {
      live?.close()
      live = null
    }
    const comeBack = (event: PageTransitionEvent) => {
      if (event.persisted) connect()
    }
    setBeats(new Map())
    connect()
    const aliveTimer = setInterval(() => sayAlive(false), aliveMs)
    document.addEventListener('visibilitychange', follow)
    window.addEventListener('pagehide', leave)
    window.addEventListener('pageshow', comeBack)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      window.removeEventListener('pagehide', leave)
      window.removeEventListener('pageshow', comeBack)
      clearInterval(aliveTimer)
      clearTimeout(gathering)
      leave()
    }
  }, [cluster, buildId, position, follower, release])

  useEffect(() => {
    if (connection !== 'reconnecting') return
    const timer = setInterval(() => {
      if (!paused.current && !document.hidden) void queryClient.invalidateQueries({}, { cancelRefetch: false })
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
    release()
  }, [release])

  const togglePause = useCallback(() => (paused.current ? resume() : pause()), [pause, resume])

  const live = useMemo(() => {
    const heartbeat = (cluster === null ? null : beats.get(cluster)) ?? null
    return { connection, heardAt, beats, heartbeat, isPaused, waitingChanges, pause, resume, togglePause }
  }, [cluster, connection, heardAt, beats, isPaused, waitingChanges, pause, resume, togglePause])
  return <LiveContext value={live}>{children}</LiveContext>
}
