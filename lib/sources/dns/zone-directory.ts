import 'server-only'
import { type DnsDelegation, type DnsZone, parentDomain } from '@/lib/model/dns'
import { type Answered, type AskLimits, askServers, type NoAnswer } from './ask-servers'
import type { QueryType } from './query-server'
import { readDelegation } from './read-delegation'
import { isWithin, readNameServers, readRecordSet, readReferral, readZoneStart, type ZoneStart } from './read-records'
import { Remembered } from './remembered'
import { formatServer, type ServerAddress } from './server-address'

export interface ZoneDirectoryOptions extends AskLimits {
  /** The resolvers, asked in this order. */
  resolvers: readonly ServerAddress[]
  /** Where name servers of zones listen. */
  nameServerPort: number
}

/** The zone that holds a name, or why that is not known. */
export type ZoneFinding =
  | { state: 'found'; zone: DnsZone }
  | { state: 'failed'; reason: NoAnswer['reason']; detail: string }

type Walk =
  | { state: 'found'; start: ZoneStart; server: ServerAddress }
  /** No server answers for `zone` and below; `above` does. */
  | { state: 'failing'; zone: string; detail: string; above: ZoneStart; server: ServerAddress }
  | { state: 'failed'; reason: NoAnswer['reason']; detail: string }

interface ZoneServers {
  /** Empty when `problem` says why. */
  servers: ServerAddress[]
  problem: string | null
}

/** Where name servers listen (RFC 1035 §4.2). */
export const nameServerPort = 53
/** Servers of one zone that are asked before it counts as silent. */
const serversMax = 3
/** Name servers whose addresses are looked up. */
const namesMax = 4
/** Zones entered on the way to a name when its zone is not the one that was thought. */
const referralsMax = 4
/** What the questions of one round share. */
const shareMs = 30_000
/** How long servers of a zone are used, and how long silent ones are left alone. */
const serversLastMs = 300_000
const silentLastMs = 60_000

/**
 * Finds zones, their name servers and their delegations, each asked once for all names that share it. Zones are found through the resolvers;
 * name servers are asked directly, without recursion. Never rejects.
 */
export class ZoneDirectory {
  private readonly options: ZoneDirectoryOptions
  private readonly walks: Remembered<Walk>
  private readonly nameServers: Remembered<string[]>
  private readonly servers: Remembered<ZoneServers>
  private readonly delegations: Remembered<DnsDelegation>
  /** Zones whose servers did not answer lately, and what they said instead. */
  private readonly silent = new Map<string, { detail: string; untilMs: number }>()

  constructor(options: ZoneDirectoryOptions) {
    this.options = options
    const { nowMs } = options
    this.walks = new Remembered(nowMs, () => shareMs)
    this.nameServers = new Remembered(nowMs, () => shareMs)
    this.delegations = new Remembered(nowMs, () => shareMs)
    this.servers = new Remembered(nowMs, ({ servers }) => (servers.length > 0 ? serversLastMs : silentLastMs))
  }

  /** The zone that holds a name, with its name servers and its delegation. */
  async findZone(name: string): Promise<ZoneFinding> {
    const walk = await this.walk(name)
    if (walk.state === 'failed') return walk
    const common = {
      name,
      resolver: formatServer(walk.server),
      observedAt: new Date(this.options.nowMs()).toISOString(),
    }
    if (walk.state === 'failing') {
      const { zone, detail, above } = walk
      const delegation = await this.findDelegation(zone, above.apex)
      const unknown = { primary: null, negativeTtlSeconds: null, nameServers: [] }
      return { state: 'found', zone: { ...common, zone, failure: detail, ...unknown, delegation } }
    }
    const { apex, primary, negativeTtlSeconds } = walk.start
    const [nameServers, delegation] = await Promise.all([this.listNameServers(apex), this.findOwnDelegation(apex)])
    const zone = { ...common, zone: apex, failure: null, primary, negativeTtlSeconds, nameServers, delegation }
    return { state: 'found', zone }
  }

  /** Asks a question at the servers of the zone that holds the name; at the resolvers when those do not answer, and then says why. */
  async askZone(name: string, type: QueryType): Promise<Answered | NoAnswer> {
    const tried = await this.tryZone(name, type)
    if ('packet' in tried) return tried
    const answer = await this.askResolvers(name, type)
    return 'packet' in answer
      ? { ...answer, fallback: tried.problem }
      : { ...answer, detail: `${tried.problem}; ${answer.detail}` }
  }

  async askResolvers(name: string, type: QueryType): Promise<Answered | NoAnswer> {
    return askServers(this.options.resolvers, name, type, { ...this.options, isRecursive: true, triesMax: 2 })
  }

  private async tryZone(name: string, type: QueryType): Promise<Answered | { problem: string }> {
    // The zone of the domain that a name lies in serves all its neighbours; where the name is a zone of its own, it refers there.
    const walk = await this.walk(parentDomain(name) ?? name)
    if (walk.state !== 'found') return { problem: `the zone of ${name} was not found (${walk.detail})` }
    let { apex } = walk.start
    for (let entered = 0; entered < referralsMax; entered += 1) {
      const silent = this.silent.get(apex)
      if (silent !== undefined && silent.untilMs > this.options.nowMs()) return { problem: silent.detail }
      const { servers, problem } = await this.findServers(apex)
      if (problem !== null) return { problem }
      const asked = await this.askDirectly(servers, name, type)
      if (!('packet' in asked)) {
        const detail = `the servers of ${apex} did not answer (${asked.detail})`
        this.silent.set(apex, { detail, untilMs: this.options.nowMs() + silentLastMs })
        return { problem: detail }
      }
      if (asked.packet.flag_aa) return asked
      const referral = readReferral(asked.packet)
      const leadsDown = referral !== null && referral !== apex && isWithin(referral, apex) && isWithin(name, referral)
      if (!leadsDown) return { problem: `${formatServer(asked.server)} answered without authority for ${apex}` }
      apex = referral
    }
    return { problem: `${name} was referred from zone to zone more than ${referralsMax} times` }
  }

  private askDirectly(servers: readonly ServerAddress[], name: string, type: QueryType): Promise<Answered | NoAnswer> {
    return askServers(servers, name, type, { ...this.options, isRecursive: false, triesMax: 1 })
  }

  /** Goes up from a name until an answer shows the start of its zone. */
  private walk(name: string): Promise<Walk> {
    return this.walks.get(name, async () => {
      let failing: { zone: string; detail: string } | null = null
      for (let candidate = name; ; candidate = parentDomain(candidate) ?? '.') {
        const asked = await this.askResolvers(candidate, 'SOA')
        if ('packet' in asked) {
          const start = readZoneStart(asked.packet, candidate)
          const { server } = asked
          if (start !== null)
            return failing === null
              ? { state: 'found', start, server }
              : { state: 'failing', ...failing, above: start, server }
        } else if (asked.isServfail && candidate !== '.') failing = { zone: candidate, detail: asked.detail }
        else return { state: 'failed', reason: asked.reason, detail: failing?.detail ?? asked.detail }
        if (candidate === '.')
          return { state: 'failed', reason: 'unreachable', detail: 'no answer shows the start of a zone' }
      }
    })
  }

  private listNameServers(zone: string): Promise<string[]> {
    return this.nameServers.get(zone, async () => {
      const asked = await this.askResolvers(zone, 'NS')
      return 'packet' in asked ? readNameServers(asked.packet.answers, zone) : []
    })
  }

  private findServers(zone: string): Promise<ZoneServers> {
    return this.servers.get(zone, async () => {
      const names = (await this.listNameServers(zone)).slice(0, namesMax)
      if (names.length === 0) return { servers: [], problem: `the name servers of ${zone} are not known` }
      const found = await Promise.all(names.map((name) => this.findAddresses(name)))
      const port = this.options.nameServerPort
      const servers = [...new Set(found.flat())].map((address) => ({ address, port })).slice(0, serversMax)
      const problem = servers.length > 0 ? null : `no address of ${names.join(', ')} is known`
      return { servers, problem }
    })
  }

  private async findAddresses(name: string): Promise<string[]> {
    for (const type of ['A', 'AAAA'] as const) {
      const asked = await this.askResolvers(name, type)
      const found = 'packet' in asked ? readRecordSet(asked.packet, name, type) : null
      if (found !== null) return found.values
    }
    return []
  }

  private async findOwnDelegation(apex: string): Promise<DnsDelegation> {
    if (apex === '.') return notKnown(apex, 'unreachable', 'there is no zone above the root', null)
    const above = await this.walk(parentDomain(apex) ?? '.')
    if (above.state !== 'found')
      return notKnown(
        apex,
        above.state === 'failed' ? above.reason : 'unreachable',
        `the zone above was not found: ${above.detail}`,
        null,
      )
    return this.findDelegation(apex, above.start.apex)
  }

  private findDelegation(zone: string, parent: string): Promise<DnsDelegation> {
    return this.delegations.get(zone, async () => {
      const need = `outgoing UDP and TCP to port ${this.options.nameServerPort} of the name servers of ${nameZone(parent)}`
      const { servers, problem } = await this.findServers(parent)
      if (problem !== null)
        return notKnown(zone, 'unreachable', problem, `a resolver that answers for ${nameZone(parent)}`)
      const details: string[] = []
      let reason: NoAnswer['reason'] | null = null
      for (const server of servers) {
        const asked = await this.askDirectly([server], zone, 'NS')
        if (!('packet' in asked)) {
          details.push(asked.detail)
          reason ??= asked.reason
          continue
        }
        const reading = readDelegation(asked, zone, parent)
        if (reading.state === 'delegated') return { ...reading, parent }
        if (reading.state === 'absent') return { state: 'absent', parent }
        details.push(`${formatServer(server)} ${reading.because}`)
      }
      return notKnown(zone, reason ?? 'unreachable', details.join('; '), need)
    })
  }
}

const nameZone = (zone: string) => (zone === '.' ? 'the root zone' : zone)

function notKnown(zone: string, reason: NoAnswer['reason'], detail: string, need: string | null): DnsDelegation {
  return { state: 'unknown', unavailable: { what: `Delegation of zone ${zone}`, reason, detail, need } }
}
