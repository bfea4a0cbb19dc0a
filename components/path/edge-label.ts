import type { PortMapping, TracedHost, TracedPath } from '@/lib/model/trace'
import type { ColumnId } from './path-layout'

/** What stands on a line: above it and, where there is more to say, below it. `full` is all of it, for a title. */
export interface EdgeLabel {
  above: string
  below: string | null
  full: string
}

function labelMapping({ port, target, numbers }: PortMapping): EdgeLabel {
  const above = `${port} → ${target}`
  const others = numbers.map(String).filter((number) => number !== target)
  const below = others.length === 0 ? null : `(${others.join(', ')})`
  return { above, below, full: below === null ? above : `${above} ${below}` }
}

/**
 * The port through which a browser comes to the controller: 443 where the host has a certificate to serve, else 80, which are the
 * ports of https and http. Null where the Service has no such port, or its ports are not known.
 */
function labelEntry(host: TracedHost): EdgeLabel | null {
  const certificate = host.hops.find(({ id }) => id === 'certificate')
  const wanted = certificate === undefined || certificate.verdict === 'not-applicable' ? 80 : 443
  const mapping = host.entryPorts.find(({ port }) => port === wanted)
  return mapping === undefined ? null : labelMapping(mapping)
}

/** The label of the line that leads to a column; null where nothing is known, so that nothing is guessed. */
export function labelEdge(id: ColumnId, host: TracedHost, path: TracedPath | null): EdgeLabel | null {
  if (id === 'controller') return labelEntry(host)
  if (id === 'service' && path?.backend.port != null) {
    const text = `:${path.backend.port}`
    return { above: text, below: null, full: text }
  }
  return id === 'endpoints' && path?.ports != null ? labelMapping(path.ports) : null
}
