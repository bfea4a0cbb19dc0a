import { verdictWords } from '@/components/findings/verdict-look'
import type { Hop } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'

/** Verdicts whose cards step back: nothing was judged there. */
export const isQuiet = (verdict: Verdict) => verdict === 'blocked' || verdict === 'not-applicable'

/** Why a hop is not passing; null when it passes or says nothing. */
export function readReason(hop: Hop): string | null {
  return hop.reason && hop.verdict !== 'passing' ? hop.reason : null
}

/** The first facts of a hop in one line. */
export function describeFacts(hop: Hop): string {
  return hop.facts
    .slice(0, 2)
    .map(({ label, value }) => `${label} ${value}`)
    .join(' · ')
}

/** All that a card says, for its title: cards of a fixed size cut what is long. */
export function describeWhole(hop: Hop): string {
  return [`${hop.title}: ${verdictWords[hop.verdict]}`, hop.headline, readReason(hop) ?? describeFacts(hop)]
    .filter((part) => part !== '')
    .join('\n')
}
