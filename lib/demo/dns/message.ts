import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet'
import type { DemoRecord, DemoZone, ZoneAnswer } from '@/lib/demo/dns/zone'

/** The largest UDP answer to a client that does not offer EDNS (RFC 1035 §2.3.4). */
const plainUdpBytes = 512

const responseCodes = { servfail: 2, nxdomain: 3, notimp: 4, refused: 5 } as const

function renderRecord(record: DemoRecord): Answer[] {
  const base = { name: record.name, ttl: record.ttlSeconds, class: 'IN' as const }
  return record.values.map((value): Answer => {
    switch (record.type) {
      case 'TXT':
        return { ...base, type: 'TXT', data: splitText(value) }
      case 'MX': {
        const [preference = '10', exchange = ''] = value.split(/\s+/)
        return { ...base, type: 'MX', data: { preference: Number(preference), exchange } }
      }
      default:
        return { ...base, type: record.type, data: value }
    }
  })
}

/** One character string holds at most 255 octets; longer text is several of them in one record. */
function splitText(text: string): string[] {
  return text.match(/[\s\S]{1,255}/g) ?? ['']
}

export function renderSoa(zone: DemoZone): Answer {
  const negativeTtlSeconds = zone.negativeTtlSeconds ?? 300
  return {
    name: zone.name,
    type: 'SOA',
    ttl: negativeTtlSeconds,
    class: 'IN',
    data: {
      mname: zone.nameServers?.[0] ?? `ns1.${zone.name}`,
      rname: `hostmaster.${zone.name}`,
      serial: 1,
      refresh: 3600,
      retry: 300,
      expire: 2_419_200,
      minimum: negativeTtlSeconds,
    },
  }
}

/** An EDNS option record is part of the query when the client can take larger UDP answers. */
function udpLimit(query: DecodedPacket): number {
  for (const extra of query.additionals ?? [])
    if (extra.type === 'OPT') return Math.max(plainUdpBytes, extra.udpPayloadSize)
  return plainUdpBytes
}

function reply(query: DecodedPacket, flags: number, sections: Partial<Packet>): Packet {
  // Whoever wants recursion asks the resolver, which has followed every alias.
  const recursion = query.flag_rd ? RECURSION_DESIRED | RECURSION_AVAILABLE : 0
  const hasEdns = (query.additionals ?? []).some((extra) => extra.type === 'OPT')
  const additionals: Answer[] = hasEdns
    ? [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: 1232,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        },
      ]
    : []
  return {
    type: 'response',
    id: query.id,
    flags: flags | recursion,
    questions: query.questions ?? [],
    additionals,
    ...sections,
  }
}

/** Encodes the answer to a query; over UDP it is cut to a truncated empty one when it does not fit. */
export function encodeAnswer(query: DecodedPacket, answer: ZoneAnswer, transport: 'udp' | 'tcp'): Buffer {
  if (answer.outcome === 'refused') return encodeFailure(query, 'refused')
  const isNegative = answer.outcome === 'no-such-name' || answer.outcome === 'no-data'
  const rcode = answer.outcome === 'no-such-name' ? responseCodes.nxdomain : 0
  const bytes = encode(
    reply(query, AUTHORITATIVE_ANSWER | rcode, {
      answers: answer.records.flatMap(renderRecord),
      authorities: isNegative && answer.zone ? [renderSoa(answer.zone)] : [],
    }),
  )
  return transport === 'udp' && bytes.length > udpLimit(query) ? encodeTruncated(query) : bytes
}

export function encodeSoaAnswer(query: DecodedPacket, zone: DemoZone): Buffer {
  return encode(reply(query, AUTHORITATIVE_ANSWER, { answers: [renderSoa(zone)] }))
}

export function encodeTruncated(query: DecodedPacket): Buffer {
  return encode(reply(query, AUTHORITATIVE_ANSWER | TRUNCATED_RESPONSE, {}))
}

export function encodeFailure(query: DecodedPacket, failure: keyof typeof responseCodes): Buffer {
  return encode(reply(query, responseCodes[failure], {}))
}
