import 'server-only'
import type { Answered } from './ask-servers'
import { isWithin, readNameServers, readReferral, readZoneStart } from './read-records'

/** What one server of the zone above says about a zone; `unusable`: it cannot speak for the zone above. */
export type DelegationReading =
  | { state: 'delegated'; nameServers: string[] }
  | { state: 'absent' }
  | { state: 'unusable'; because: string }

/**
 * Reads the answer of a server of `parent` to a question for the NS records of `zone` that it was not to pass on.
 *
 *     NS of the zone in the authority section        delegated     a referral (RFC 1034 §4.3.2 step 3b)
 *     NS of the zone as an answer with authority      delegated     the server holds both zones and answers from the lower one
 *     no such name or no NS, with authority           absent
 *     anything without authority                      unusable      a resolver in between, or a server that does not hold the zone above
 */
export function readDelegation({ packet, rcode }: Answered, zone: string, parent: string): DelegationReading {
  const referred = readNameServers(packet.authorities, zone)
  if (referred.length > 0 && !packet.flag_aa) return { state: 'delegated', nameServers: referred }
  const answered = readNameServers(packet.answers, zone)
  if (packet.flag_aa && answered.length > 0) return { state: 'delegated', nameServers: answered }
  if (packet.flag_aa && (rcode === 'NXDOMAIN' || (packet.answers ?? []).length === 0)) {
    const start = readZoneStart(packet, zone)
    const speaksForParent = start === null || isWithin(start.apex, parent)
    return speaksForParent ? { state: 'absent' } : { state: 'unusable', because: `answered for ${start.apex}` }
  }
  const referral = readReferral(packet)
  if (referral !== null && !packet.flag_aa)
    return { state: 'unusable', because: `does not hold ${parent}: it refers to ${referral}` }
  return {
    state: 'unusable',
    because: 'answered without authority, as a resolver does: something in between takes questions to port 53',
  }
}
