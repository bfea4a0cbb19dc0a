import { type HopId, hopTitles } from '@/lib/model/hop'
import type { Hop, RootCause, TracedHost, TracedPath } from '@/lib/model/trace'
import type { PathVerdict, Verdict } from '@/lib/model/verdict'

/** Hosts, paths and hops for tests of the drawn path: everything passes unless a test says otherwise. */
export function createHop(id: HopId, verdict: Verdict = 'passing', rest: Partial<Hop> = {}): Hop {
  return { id, title: hopTitles[id], headline: `${id} here`, verdict, objects: [], facts: [], checks: [], ...rest }
}

export function createPath(path: string | null, rest: Partial<TracedPath> = {}): TracedPath {
  return {
    path,
    pathType: path === null ? null : 'Prefix',
    rule: { verdict: 'passing' },
    backend: { service: 'web', port: '80', resource: null },
    ports: { port: 80, name: null, target: 'http', numbers: [8080] },
    verdict: 'passing',
    rootCause: null,
    hops: [createHop('service'), createHop('endpoints'), createHop('pods')],
    ...rest,
  }
}

export function createCause(hop: HopId, finding = 'f1'): RootCause {
  return { check: 'a-check', title: 'A check', hop, host: 'web.example.net', finding }
}

/** A path whose Service is missing. */
export function createBrokenPath(path: string, finding = 'f1'): TracedPath {
  return createPath(path, {
    verdict: 'failing',
    rootCause: createCause('service', finding),
    hops: [createHop('service', 'failing'), createHop('endpoints', 'blocked'), createHop('pods', 'blocked')],
  })
}

export function createHost(paths: TracedPath[], rest: Partial<TracedHost> = {}): TracedHost {
  const verdict: PathVerdict = paths.some((path) => path.verdict === 'failing') ? 'failing' : 'passing'
  return {
    host: 'web.example.net',
    verdict,
    rootCause: paths.find((path) => path.rootCause !== null)?.rootCause ?? null,
    sentence: 'Everything Fairlead can check holds.',
    entryPorts: [
      { port: 80, name: 'http', target: '80', numbers: [80] },
      { port: 443, name: 'https', target: 'https', numbers: [443] },
    ],
    hops: [
      createHop('dns-record'),
      createHop('load-balancer'),
      createHop('controller'),
      createHop('ingress-rule'),
      createHop('certificate'),
    ],
    paths,
    ...rest,
  }
}
