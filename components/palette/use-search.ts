'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { checksQuery } from '@/lib/api/checks'
import { type SearchAnswer, searchQuery } from '@/lib/api/search'
import { rankMatch, readSearchText } from '@/lib/format/rank-match'
import { readHostname } from '@/lib/format/read-hostname'

/** Typing that rests this long is asked. */
const restMs = 90
/** The server takes no longer text, and no name is longer. */
const askedLengthMax = 300
const checksShownMax = 6

export interface Search {
  /** The last answer there is, maybe to an earlier text; null before the first and while nothing is typed. */
  answer: SearchAnswer | null
  /** The answer to what stands in the field is on its way. */
  isAsking: boolean
  error: Error | null
  retry: () => void
}

/** Asks the server of a cluster what fits, once typing rests. Without a cluster the catalogue of checks is all there is to search. */
export function useSearch(cluster: string | null, typed: string): Search {
  const wanted = (readHostname(typed) ?? typed.trim()).slice(0, askedLengthMax)
  const asked = useRested(wanted)
  const isEmpty = wanted === ''
  const found = useQuery({
    ...searchQuery(cluster ?? '', asked),
    enabled: cluster !== null && asked !== '',
    // Whoever types asks again anyway.
    retry: false,
  })
  const checks = useQuery({ ...checksQuery(), enabled: cluster === null && !isEmpty })
  if (cluster === null) {
    return {
      answer: isEmpty || checks.data === undefined ? null : searchChecks(checks.data.items, wanted),
      isAsking: !isEmpty && checks.isLoading,
      error: checks.error,
      retry: () => void checks.refetch(),
    }
  }
  const isBehind = wanted !== asked || found.isPlaceholderData || found.isLoading
  return {
    answer: isEmpty ? null : (found.data ?? null),
    isAsking: !isEmpty && isBehind,
    error: isEmpty || isBehind ? null : found.error,
    retry: () => void found.refetch(),
  }
}

function searchChecks(checks: readonly { id: string; title: string }[], q: string): SearchAnswer {
  const text = readSearchText(q)
  const found = checks
    .flatMap(({ id, title }) => {
      const rank = rankMatch(text, [id.toLowerCase(), title.toLowerCase()])
      return rank === null ? [] : [{ id, title, rank }]
    })
    .sort((a, b) => a.rank - b.rank || a.title.length - b.title.length)
  const hits = found.slice(0, checksShownMax).map(({ id, title }) => ({
    kind: 'check' as const,
    id,
    label: title,
    detail: id,
    verdict: null,
    severity: null,
    namespace: null,
    name: null,
  }))
  const groups = hits.length === 0 ? [] : [{ kind: 'check' as const, hits, total: found.length }]
  return {
    q,
    groups,
    freshness: { observedAt: null, staleSince: null, staleReason: null, revision: 0, unreadable: [] },
  }
}

/** The text once it has not changed for a moment; an emptied or a first one at once. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    if (text === rested) return
    const timer = setTimeout(() => setRested(text), text === '' || rested === '' ? 0 : restMs)
    return () => clearTimeout(timer)
  }, [text, rested])
  return rested
}
