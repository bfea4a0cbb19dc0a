/** A release as numbers, so that 1.9.4 sorts below 1.10.0. */
export type Release = readonly [major: number, minor: number, patch: number]

/** Reads `1.10.0`, `v1.10.0`, `CoreDNS-1.10.0` or `1.22.20-gke.1`; null when no release stands in it. */
export function parseRelease(text: string): Release | null {
  const match = /^(?:coredns[-\s])?v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?:[-+.].*)?$/i.exec(text.trim())
  if (match === null) return null
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
}

/** Negative when `a` is older, 0 when equal, positive when `a` is newer. */
export function compareReleases(a: Release, b: Release): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

/** True when `release` is `since` or newer; `since` is written as `1.10.1`. */
export function isAtLeast(release: Release, since: string): boolean {
  const floor = parseRelease(since)
  return floor !== null && compareReleases(release, floor) >= 0
}

export function formatRelease(release: Release): string {
  return release.join('.')
}

/**
 * CoreDNS linked into each node-cache image, from kubernetes/dns go.mod at the tags. 1.20.0 was rolled back by the next release.
 * Tags outside these ranges are not known.
 */
const CORE_DNS_BY_NODE_CACHE_TAG: readonly { from: string; to: string; coreDns: string }[] = [
  { from: '1.16.0', to: '1.19.1', coreDns: '1.7.0' },
  { from: '1.20.0', to: '1.20.0', coreDns: '1.8.3' },
  { from: '1.21.0', to: '1.22.13', coreDns: '1.7.0' },
  { from: '1.22.14', to: '1.23.1', coreDns: '1.10.0' },
  { from: '1.24.0', to: '1.26.4', coreDns: '1.11.3' },
  { from: '1.26.5', to: '1.26.5', coreDns: '1.12.2' },
  { from: '1.26.6', to: '1.26.7', coreDns: '1.13.1' },
]

/** CoreDNS of the newest node-cache release that is known (1.26.7); assumed when nothing says which one runs. */
export const NEWEST_NODE_CACHE_CORE_DNS = '1.13.1'

type ImageName = { name: string; tag: string | null }

function splitImage(image: string): ImageName {
  const reference = image.trim().split('@')[0] ?? ''
  const lastPart = reference.split('/').at(-1) ?? ''
  const [name = '', tag] = lastPart.split(':')
  return { name, tag: tag ?? null }
}

/** Tag of a node-cache image, such as `registry.k8s.io/dns/k8s-dns-node-cache:1.22.20`; null for other images and unreadable tags. */
export function readNodeCacheTag(image: string): Release | null {
  const { name, tag } = splitImage(image)
  return tag !== null && name.includes('node-cache') ? parseRelease(tag) : null
}

/** CoreDNS release linked into a node-cache image; null when the image is another one or its tag is not known. */
export function coreDnsVersionOfNodeCacheImage(image: string): string | null {
  const tag = readNodeCacheTag(image)
  if (tag === null) return null
  for (const range of CORE_DNS_BY_NODE_CACHE_TAG) {
    const upper = parseRelease(range.to)
    if (upper !== null && isAtLeast(tag, range.from) && compareReleases(tag, upper) <= 0) return range.coreDns
  }
  return null
}

/** What a Corefile is judged by. `isAssumed`: nothing told the release, so the newest known node-cache release stands in. */
export type CoreDnsVersion = { release: Release; isAssumed: boolean }

/** Picks the CoreDNS release: a stated version first, then the image (node-cache, or CoreDNS itself), then an assumption. */
export function chooseCoreDnsVersion(stated: string | null, image: string | null): CoreDnsVersion {
  const fromStated = stated === null ? null : parseRelease(stated)
  if (fromStated !== null) return { release: fromStated, isAssumed: false }
  if (image !== null) {
    const { name, tag } = splitImage(image)
    const linked = name === 'coredns' ? tag : coreDnsVersionOfNodeCacheImage(image)
    const fromImage = linked === null ? null : parseRelease(linked)
    if (fromImage !== null) return { release: fromImage, isAssumed: false }
  }
  return { release: parseRelease(NEWEST_NODE_CACHE_CORE_DNS) ?? [1, 13, 1], isAssumed: true }
}
