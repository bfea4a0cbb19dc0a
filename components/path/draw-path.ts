import type { HopId } from '@/lib/model/hop'
import type { Hop, TracedHost, TracedPath } from '@/lib/model/trace'
import { type EdgeLabel, labelEdge } from './edge-label'
import { type Edge, hostColumnIds, laneColumnIds, layoutPath, nameLaneEdge, type PathLayout } from './path-layout'
import { findCertificateHop, findGuiltyHop, type KeyedPath, listDrawnHops } from './trace-selection'

/** A line of the picture with what it means. */
export interface DrawnEdge extends Edge {
  /** Nothing is known to pass here. */
  isBroken: boolean
  /** On the way of the selected path. */
  isOnWay: boolean
  text: EdgeLabel | null
}

/** One lane: the stations of a path from its rule on. The only lane of a host without path has the host's rule alone. */
export interface DrawnLane {
  key: string
  path: TracedPath | null
  hops: Hop[]
  /** The station that breaks this path; null where it holds, or breaks at a station that all paths share. */
  guilty: HopId | null
}

export interface DrawnPath {
  layout: PathLayout
  /** The stations that all paths share, in drawing order. */
  shared: Hop[]
  /** The shared station where every path breaks. */
  sharedGuilty: HopId | null
  certificate: Hop | undefined
  lanes: DrawnLane[]
  edges: DrawnEdge[]
}

const isShared = (id: HopId) => hostColumnIds.some((each) => each === id)
const isOfLane = (id: HopId) => laneColumnIds.some((each) => each === id)

/** A line from a hop that fails, was not judged or was not looked at: whether anything passes there is not known. */
function isLineBroken(previous: Hop | undefined): boolean {
  const verdict = previous?.verdict
  return verdict === 'failing' || verdict === 'blocked' || verdict === 'not-checked'
}

/** The picture of a host: where everything stands, and what it says there. */
export function drawPath(
  host: TracedHost,
  shown: readonly KeyedPath[],
  selectedKey: string | null,
  hasFold: boolean,
): DrawnPath {
  const certificate = findCertificateHop(host)
  const layout = layoutPath({
    laneKeys: shown.map(({ key }) => key),
    hasController: host.hops.some(({ id }) => id === 'controller'),
    hasBackends: shown.length > 0,
    hasCertificate: certificate !== undefined,
    hasFold,
  })
  const drawn: { key: string; path: TracedPath | null }[] = shown.length > 0 ? [...shown] : [{ key: '', path: null }]
  const lanes = drawn.map(({ key, path }): DrawnLane => {
    const guilty = findGuiltyHop(host, path)
    const hops = listDrawnHops(host, path).filter(({ id }) => isOfLane(id))
    return { key, path, hops, guilty: guilty !== null && isOfLane(guilty) ? guilty : null }
  })
  const anyGuilty = findGuiltyHop(host, drawn[0]?.path ?? null)
  const shared = listDrawnHops(host, null).filter(({ id }) => isShared(id))
  return {
    layout,
    shared,
    sharedGuilty: anyGuilty !== null && !isOfLane(anyGuilty) ? anyGuilty : null,
    certificate,
    lanes,
    edges: describeEdges(layout, host, shared, lanes, selectedKey ?? ''),
  }
}

function describeEdges(
  { edges }: PathLayout,
  host: TracedHost,
  shared: readonly Hop[],
  lanes: readonly DrawnLane[],
  selectedKey: string,
): DrawnEdge[] {
  const edgesById = new Map(edges.map((edge) => [edge.id, edge]))
  const drawn: DrawnEdge[] = []
  function add(edgeId: string, isBroken: boolean, isOnWay: boolean, text: EdgeLabel | null) {
    const edge = edgesById.get(edgeId)
    if (edge !== undefined) drawn.push({ ...edge, isBroken, isOnWay, text })
  }
  for (const id of hostColumnIds) {
    const before = shared[shared.findIndex((hop) => hop.id === id) - 1]
    add(id, isLineBroken(before), true, labelEdge(id, host, null))
  }
  // The controller, or the load balancer where it leads straight to a Service.
  const lastShared = shared.at(-1)
  for (const { key, path, hops } of lanes) {
    for (const id of laneColumnIds) {
      const at = hops.findIndex((hop) => hop.id === id)
      const before = at === 0 ? lastShared : hops[at - 1]
      add(nameLaneEdge(key, id), isLineBroken(before), key === selectedKey, labelEdge(id, host, path))
    }
  }
  return drawn
}
