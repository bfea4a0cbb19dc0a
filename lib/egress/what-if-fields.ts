import { formatCount } from '@/lib/format/count'
import { checkAllocatedPorts, portBlock, portsPerIp } from './snat-allocation'
import type { WhatIfBase, WhatIfQuestion } from './what-if'

export type WhatIfField = 'nodes' | 'outboundIps' | 'allocatedPorts'

/** The fields as somebody typed them; null where nothing was typed and what was observed stands. */
export type WhatIfText = Record<WhatIfField, string | null>

/** What is wrong with a field, beginning with its name, and what to write instead. */
export interface WhatIfProblem {
  field: WhatIfField
  message: string
  fix: string
}

export type WhatIfReading = { question: WhatIfQuestion; problems: [] } | { question: null; problems: WhatIfProblem[] }

/** How the fields are called wherever they are spoken of. */
export const fieldNames: Record<WhatIfField, string> = {
  nodes: 'Node count',
  outboundIps: 'Outbound IPs',
  allocatedPorts: 'Manual ports per node',
}

/** Nodes that one AKS cluster can have, all pools together. Source: AKS docs, quotas-skus-regions. */
const nodesMax = 5000
/** IPv4 addresses that AKS manages for a load balancer. Source: @azure/arm-containerservice 25.3.0, `managedOutboundIPs.count`. */
const managedIpsMax = 100

/** The smallest and the largest value of a field, and what one step adds. An own prefix may hold more IPs than AKS would manage. */
export function boundField(field: WhatIfField, base: WhatIfBase): { min: number; max: number; step: number } {
  if (field === 'allocatedPorts') return { min: portBlock, max: portsPerIp, step: portBlock }
  if (field === 'outboundIps') return { min: 1, max: Math.max(managedIpsMax, base.outboundIps), step: 1 }
  return { min: 1, max: Math.max(nodesMax, base.nodes ?? 0), step: 1 }
}

/** What stands in a field: what was typed, else what was observed. Empty ports are default allocation, an empty count is unknown. */
export function showField(field: WhatIfField, base: WhatIfBase, text: WhatIfText): string {
  const typed = text[field]
  if (typed !== null) return typed
  const observed = base[field]
  return observed === null || (field === 'allocatedPorts' && observed === 0) ? '' : String(observed)
}

/** Reads the fields. Without problems there is a question that can be computed. */
export function readWhatIf(base: WhatIfBase, text: WhatIfText): WhatIfReading {
  const nodes = readField('nodes', base, text)
  const outboundIps = readField('outboundIps', base, text)
  const allocatedPorts = readField('allocatedPorts', base, text)
  if (typeof nodes === 'number' && typeof outboundIps === 'number' && typeof allocatedPorts === 'number') {
    return { question: { nodes, outboundIps, allocatedPorts }, problems: [] }
  }
  const problems = [nodes, outboundIps, allocatedPorts].filter((value) => typeof value !== 'number')
  return { question: null, problems }
}

/**
 * A field after some steps up or down, as text. Never leaves its bounds; ports land on multiples of 8, and a step up from empty (default
 * allocation) begins at `startPorts`, what a node has now. What cannot be read is stepped from what was observed.
 */
export function stepField(
  field: WhatIfField,
  base: WhatIfBase,
  text: WhatIfText,
  steps: number,
  startPorts: number | null = null,
): string {
  const { min, max, step } = boundField(field, base)
  const value = readCount(field, base, showField(field, base, text))
  if (field === 'allocatedPorts' && (value === null || value === 0)) {
    return steps > 0 ? String(startPorts ?? defaultStart) : ''
  }
  const from = value ?? base[field] ?? 0
  // Off the grid the first step only goes to the next place on it.
  const aligned = steps > 0 ? Math.floor(from / step) * step : Math.ceil(from / step) * step
  return String(Math.min(max, Math.max(min, aligned + steps * step)))
}

/** Where ports begin when nothing says how many a node has: the most that default allocation ever gives. */
const defaultStart = 1024

function readField(field: WhatIfField, base: WhatIfBase, text: WhatIfText): number | WhatIfProblem {
  const shown = showField(field, base, text).trim()
  const { min, max } = boundField(field, base)
  const name = fieldNames[field]
  const range = `a whole number from ${formatCount(min)} to ${formatCount(max)}`
  if (field === 'allocatedPorts') {
    if (shown === '') return 0
    const ports = parseCount(shown)
    const fix = `Enter a multiple of 8 from 8 to ${formatCount(portsPerIp)}, or leave it empty for default allocation.`
    if (ports === null || ports > max) return { field, message: `${name}: ${quote(shown)} is not ${range}.`, fix }
    const problem = checkAllocatedPorts(ports)
    if (problem === null) return ports
    return {
      field,
      message: `${name}: ${formatCount(ports)} is not a multiple of 8, so Azure rejects it.`,
      fix: problem.fix,
    }
  }
  const more = field === 'nodes' && base.nodes !== null ? ', or +12 for twelve more than now' : ''
  const fix = `Enter ${range}${more}.`
  if (shown === '') return { field, message: `${name}: nothing is entered.`, fix }
  const count = readCount(field, base, shown)
  if (count === null || count < min || count > max) {
    return { field, message: `${name}: ${quote(shown)} is not ${range}.`, fix }
  }
  return count
}

/** A count as typed; `+12` in the node count is twelve more than today. Null for what is no count. */
function readCount(field: WhatIfField, base: WhatIfBase, shown: string): number | null {
  const more = field === 'nodes' ? /^\+\s*(.*)$/.exec(shown.trim())?.[1] : undefined
  if (more === undefined) return parseCount(shown)
  const added = parseCount(more)
  return added === null || base.nodes === null ? null : base.nodes + added
}

/** A whole number as written by people, with or without separators of thousands; null for anything else. */
function parseCount(text: string): number | null {
  const trimmed = text.trim()
  if (!/^(\d+|\d{1,3}(,\d{3})+)$/.test(trimmed)) return null
  const count = Number(trimmed.replaceAll(',', ''))
  return Number.isSafeInteger(count) ? count : null
}

/** At most so much of what somebody pasted is said back. */
const quotedMax = 20

const quote = (text: string) => `“${text.length > quotedMax ? `${text.slice(0, quotedMax)}…` : text}”`
