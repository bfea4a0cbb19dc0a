import { describe, expect, it } from 'vitest'
import { runCheck } from '@/lib/checks/run-check'
import {
  createIngress,
  createPod,
  createService,
  createSlice,
  createView,
  createWorkload,
  forbidden,
  pathOf,
  testNow,
  webReplicaSet,
} from '@/lib/ingress-path/backend-test-objects'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import type { KindName } from '@/lib/model/kubernetes'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore, type TestObjects } from '@/lib/snapshot/test-store'
import { backendChecks } from './backend'

interface Scenario {
  says: string
  objects: TestObjects
  subject?: PathSubject
  /** Findings by check id with their severity; `waiting` for one inside its grace. Every other check must not be found. */
  expected: Record<string, 'error' | 'warning' | 'waiting'>
  notApplicable?: string[]
}

const web = createService()
const deployment = { Deployment: [createWorkload(3)], StatefulSet: [], ReplicaSet: [webReplicaSet] }
const statefulSet = { ...createWorkload(0), spec: { ...createWorkload(0).spec, serviceName: 'web' } }
const readySlice = createSlice([{ pod: 'web-1', ready: true }])
const pathTo = (port: { number: number } | { name: string }) => pathOf(createIngress({ port }))

const scenarios: Scenario[] = [
  {
    says: 'a Service with ready Pods has no finding',
    objects: { Service: [web], Pod: [createPod('web-1')], EndpointSlice: [readySlice], ...deployment },
    expected: {},
  },
  {
    says: 'a Service that does not exist is reported, and nothing behind it is judged',
    objects: { Service: [createService({}, 'webb')] },
    expected: { 'service-missing': 'error' },
    notApplicable: ['service-port-mismatch', 'pods-not-ready', 'all-endpoints-terminating', 'workload-scaled-zero'],
  },
  {
    says: 'a Service of another namespace does not count',
    objects: { Service: [{ ...web, metadata: { name: 'web', namespace: 'media' } }] },
    expected: { 'service-missing': 'error' },
  },
  {
    says: 'a port that is neither number nor target nor name is reported',
    objects: { Service: [web], Pod: [createPod('web-1')], EndpointSlice: [readySlice], ...deployment },
    subject: pathTo({ number: 81 }),
    expected: { 'service-port-mismatch': 'error' },
    notApplicable: ['target-port-name-missing'],
  },
  ...[{ number: 8080 }, { name: 'http' }, { name: 'web-port' }].map((port) => ({
    says: `NGINX takes ${JSON.stringify(port)} for the port of the Service`,
    objects: {
      Service: [
        createService({
          ports: [
            { name: 'http', port: 80, targetPort: 'web-port' },
            { name: 'alt', port: 81, targetPort: 8080 },
          ],
        }),
      ],
      Pod: [createPod('web-1', 'ready', { ports: [{ name: 'web-port', containerPort: 8080 }] })],
      EndpointSlice: [readySlice],
      ...deployment,
    },
    subject: pathTo(port),
    expected: {},
  })),
  {
    says: 'no selector and no EndpointSlice is reported',
    objects: { Service: [createService({ selector: {} })], Pod: [createPod('web-1')] },
    expected: { 'service-selector-empty': 'error' },
    notApplicable: ['service-selector-no-match', 'pods-not-ready', 'workload-scaled-zero'],
  },
  {
    says: 'no selector with hand-made endpoints is fine',
    objects: { Service: [createService({ selector: undefined })], EndpointSlice: [readySlice] },
    expected: {},
  },
  {
    says: 'a selector that matches no Pod is reported',
    objects: { Service: [web], Pod: [createPod('web-1', 'ready', { labels: { app: 'wev' } })], ...deployment },
    expected: { 'service-selector-no-match': 'error' },
    notApplicable: ['pods-not-ready', 'pods-crashing', 'pods-not-scheduled', 'target-port-name-missing'],
  },
  {
    says: 'Pods that have completed or were evicted do not count as matches',
    objects: { Service: [web], Pod: [createPod('web-1', 'completed'), createPod('web-2', 'evicted')], ...deployment },
    expected: { 'service-selector-no-match': 'error' },
  },
  {
    says: 'a selector without Pods but with usable hand-made endpoints is fine',
    objects: { Service: [web], EndpointSlice: [readySlice], ...deployment },
    expected: {},
  },
  {
    says: 'a Deployment scaled to zero is the cause of the selector that matches nothing',
    objects: { Service: [web], Deployment: [createWorkload(0)] },
    expected: { 'service-selector-no-match': 'error', 'workload-scaled-zero': 'error' },
  },
  {
    says: 'a StatefulSet scaled to zero is reported as well',
    objects: { Service: [web], StatefulSet: [statefulSet] },
    expected: { 'service-selector-no-match': 'error', 'workload-scaled-zero': 'error' },
  },
  {
    says: 'one of two matching Deployments at zero is not the cause',
    objects: { Service: [web], Deployment: [createWorkload(0, 'old'), createWorkload(undefined, 'new')] },
    expected: { 'service-selector-no-match': 'error' },
  },
  {
    says: 'a Deployment of other labels at zero is not the cause',
    objects: { Service: [web], Deployment: [createWorkload(0, 'api', { app: 'api' })] },
    expected: { 'service-selector-no-match': 'error' },
  },
  {
    says: 'Pods that all fail their probe are reported',
    objects: {
      Service: [web],
      Pod: [createPod('web-1', 'probe'), createPod('web-2', 'probe')],
      EndpointSlice: [
        createSlice([
          { pod: 'web-1', ready: false },
          { pod: 'web-2', ready: false },
        ]),
      ],
      ...deployment,
    },
    expected: { 'pods-not-ready': 'error' },
  },
  {
    says: 'one ready Pod among failing ones carries the path',
    objects: {
      Service: [web],
      Pod: [createPod('web-1', 'probe'), createPod('web-2')],
      EndpointSlice: [readySlice],
      ...deployment,
    },
    expected: {},
  },
  {
    says: 'Pods that are all just starting are waiting, not a fault',
    objects: { Service: [web], Pod: [createPod('web-1', 'young'), createPod('web-2', 'young')], ...deployment },
    expected: { 'pods-not-ready': 'waiting' },
  },
  {
    says: 'a Service that publishes not-ready Pods does not need ready ones',
    objects: {
      Service: [createService({ publishNotReadyAddresses: true })],
      Pod: [createPod('web-1', 'probe')],
      EndpointSlice: [readySlice],
      ...deployment,
    },
    expected: {},
    notApplicable: ['pods-not-ready'],
  },
  {
    says: 'Pods that all have no node are reported as the cause',
    objects: { Service: [web], Pod: [createPod('web-1', 'pending'), createPod('web-2', 'pending')], ...deployment },
    expected: { 'pods-not-ready': 'error', 'pods-not-scheduled': 'error' },
  },
  {
    says: 'a Pod without node beside a ready one is a warning',
    objects: {
      Service: [web],
      Pod: [createPod('web-1'), createPod('web-2', 'pending')],
      EndpointSlice: [readySlice],
      ...deployment,
    },
    expected: { 'pods-not-scheduled': 'warning' },
  },
  {
    says: 'a Pod without node beside one that fails its probe is not the cause',
    objects: { Service: [web], Pod: [createPod('web-1', 'probe'), createPod('web-2', 'pending')], ...deployment },
    expected: { 'pods-not-ready': 'error' },
  },
  ...(['crash', 'oom', 'pull'] as const).map((how) => ({
    says: `Pods that all cannot run (${how}) are reported as the cause`,
    objects: { Service: [web], Pod: [createPod('web-1', how)], ...deployment },
    expected: { 'pods-not-ready': 'error', 'pods-crashing': 'error' } as const,
  })),
  {
    says: 'crashing Pods beside ready ones are a warning',
    objects: {
      Service: [web],
      Pod: [createPod('web-1'), createPod('web-2', 'crash'), createPod('web-3', 'probe')],
      EndpointSlice: [readySlice],
      ...deployment,
    },
    expected: { 'pods-crashing': 'warning' },
  },
  {
    says: 'a named target port that no container has is reported',
    objects: {
      Service: [createService({ ports: [{ port: 80, targetPort: 'http' }] })],
      Pod: [createPod('web-1', 'ready', { ports: [{ name: 'web', containerPort: 8080 }] })],
      EndpointSlice: [createSlice([{ pod: 'web-1', ready: true }], { ports: [] })],
      ...deployment,
    },
    expected: { 'target-port-name-missing': 'error' },
  },
  {
    says: 'a named target port that one of two ready Pods lacks is a warning',
    objects: {
      Service: [createService({ ports: [{ port: 80, targetPort: 'http' }] })],
      Pod: [createPod('web-1', 'ready', { ports: [{ name: 'http', containerPort: 8080 }] }), createPod('web-2')],
      EndpointSlice: [readySlice],
      ...deployment,
    },
    expected: { 'target-port-name-missing': 'warning' },
  },
  {
    says: 'endpoints that all terminate are reported, over all slices',
    objects: {
      Service: [web],
      Pod: [createPod('web-1', 'terminating'), createPod('web-2', 'terminating')],
      EndpointSlice: [
        createSlice([{ pod: 'web-1', ready: false, terminating: true }]),
        createSlice([{ pod: 'web-2', ready: false, terminating: true }], { name: 'web-def' }),
      ],
      ...deployment,
    },
    expected: { 'pods-not-ready': 'error', 'all-endpoints-terminating': 'error' },
  },
  {
    says: 'terminating endpoints beside a new one in another slice are a rollout',
    objects: {
      Service: [web],
      Pod: [createPod('web-1', 'terminating'), createPod('web-2')],
      EndpointSlice: [
        createSlice([{ pod: 'web-1', ready: false, terminating: true }]),
        createSlice([{ pod: 'web-2' }], { name: 'web-def' }),
      ],
      ...deployment,
    },
    expected: {},
  },
]

const runAll = (scenario: Scenario, unavailable?: KindName) => {
  const options = unavailable === undefined ? {} : { unavailable: { [unavailable]: forbidden(unavailable) } }
  const view = createView(scenario.objects, options)
  const subject = scenario.subject ?? pathOf(createIngress({}))
  return backendChecks.map((check) => runCheck(check, subject, view, { host: subject.host, path: '/' }))
}

describe('backend checks', () => {
  for (const scenario of scenarios) {
    it(scenario.says, () => {
      const runs = runAll(scenario)
      const outcomes = Object.fromEntries(
        runs.flatMap(({ check, findings, result }) =>
          findings.map((finding) => [check.id, result.outcome === 'waiting' ? 'waiting' : finding.severity]),
        ),
      )
      expect(outcomes).toEqual(scenario.expected)
      expect(runs.filter(({ result }) => ['crashed', 'not-run'].includes(result.outcome))).toEqual([])
      for (const id of scenario.notApplicable ?? []) {
        expect([id, runs.find(({ check }) => check.id === id)?.result.outcome]).toEqual([id, 'not-applicable'])
      }
    })
  }

  for (const kind of ['Service', 'EndpointSlice', 'Pod', 'Deployment', 'StatefulSet', 'ReplicaSet', 'Event'] as const) {
    it(`without the right to read ${kind}, no check turns to another answer than "not run"`, () => {
      for (const scenario of scenarios) {
        const known = runAll(scenario)
        for (const [index, run] of runAll(scenario, kind).entries()) {
          const before = known[index]?.result.outcome
          const where = `${scenario.says}: ${run.check.id}`
          // Hand-made EndpointSlices are the one thing that makes a selector without Pods work; unseen, the finding is inferred.
          const isAssumption = run.check.id === 'service-selector-no-match' && run.findings[0]?.level === 'inferred'
          const allowed = ['not-run', before, ...(isAssumption ? ['found'] : [])]
          expect([where, allowed]).toEqual([where, expect.arrayContaining([run.result.outcome])])
        }
      }
    })
  }

  it('names the missing right when Services cannot be read', () => {
    const [missing] = runAll({ says: '', objects: {}, expected: {} }, 'Service')
    expect(missing?.result.outcome).toBe('not-run')
    expect(missing?.unavailable).toMatchObject({
      reason: 'forbidden',
      need: 'list and watch on services in namespace shop',
    })
  })

  it('a resource backend is not followed and says so', () => {
    const ingress = createIngress({})
    const backend = { resource: { apiGroup: 'k8s.example.com', kind: 'StorageBucket', name: 'static' } }
    const subject: PathSubject = { ingress, host: 'web.example.net', path: { path: '/', pathType: 'Prefix', backend } }
    const runs = runAll({ says: '', objects: {}, subject, expected: {} })
    expect(runs[0]?.unavailable).toMatchObject({ what: 'Backend StorageBucket static', reason: 'not-built' })
    expect(new Set(runs.slice(1).map(({ result }) => result.outcome))).toEqual(new Set(['not-applicable']))
  })

  it('offers the similar Service as a patch of the right path, and quotes hostile names', () => {
    const ingress = createIngress({ service: "we'b\n;rm" })
    const similar = { metadata: { name: "we'b;rm", namespace: 'shop' } }
    const [run] = runAll({ says: '', objects: { Service: [similar] }, subject: pathOf(ingress), expected: {} })
    const finding = run?.findings[0]
    expect(finding?.evidence[0]?.field).toBe('spec.rules[0].http.paths[0].backend.service.name')
    expect(finding?.fix.commands[1]).toBe(
      `kubectl patch ingress web -n shop --type=json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/name","value":"we'\\''b;rm"}]'`,
    )
  })

  it('names the Pods that a selector nearly matches, and patches only a slip of the pen', () => {
    const judge = (labels: Record<string, string>) =>
      runAll({
        says: '',
        objects: {
          Service: [web],
          Pod: [createPod('web-1', 'ready', { labels }), createPod('web-2', 'ready', { labels })],
        },
        expected: {},
      }).find(({ check }) => check.id === 'service-selector-no-match')?.findings[0]
    expect(judge({ app: 'wev' })?.summary).toContain('Pod web-1 (and 1 more) has app=wev, the selector wants app=web')
    expect(judge({ app: 'wev' })?.fix.commands.at(-1)).toContain('kubectl patch service web')
    expect(judge({ 'app.kubernetes.io/name': 'web' })?.summary).toContain('has app.kubernetes.io/name=web')
    expect(judge({ app: 'billing' })?.summary).not.toContain('Nearest')
  })

  it('blames the Deployment above the Pods and quotes their latest Warning Event', () => {
    const involvedObject = { kind: 'Pod', namespace: 'shop', name: 'web-1' }
    const event = (name: string, message: string, lastTimestamp: string) => ({
      metadata: { name, namespace: 'shop' },
      involvedObject,
      reason: 'Unhealthy',
      message,
      type: 'Warning',
      lastTimestamp,
    })
    const objects: TestObjects = {
      Service: [web],
      Pod: [createPod('web-1', 'probe')],
      Event: [
        event('a', 'Readiness probe failed: 500', '2026-03-01T11:58:00Z'),
        event('b', 'Readiness probe failed: 503', '2026-03-01T11:59:00Z'),
      ],
      ...deployment,
    }
    const finding = runAll({ says: '', objects, expected: {} }).find(({ check }) => check.id === 'pods-not-ready')
      ?.findings[0]
    expect(finding?.object).toEqual({ kind: 'Deployment', namespace: 'shop', name: 'web' })
    expect(finding?.evidence.at(-1)).toMatchObject({ observed: 'Unhealthy: Readiness probe failed: 503' })
  })

  it('the endpoints of a numeric target port are judged without reading Pods', () => {
    const objects = { Service: [web], EndpointSlice: [readySlice] }
    const ofHop = runAll({ says: '', objects, expected: {} }, 'Pod').filter(({ check }) => check.hop === 'endpoints')
    expect(ofHop.map(({ result }) => result.outcome)).toEqual(['not-applicable', 'clear'])
  })

  it('what an external name leads to is not looked at, and a Service of that kind has no Pods to judge', () => {
    const outside = createService({ type: 'ExternalName', externalName: 'api.example.com', selector: undefined })
    const runs = runAll({ says: '', objects: { Service: [outside] }, expected: {} })
    const endpoints = runs.find(({ check }) => check.id === 'all-endpoints-terminating')
    expect(endpoints?.unavailable).toMatchObject({ what: 'Endpoints behind api.example.com', reason: 'not-built' })
    const others = runs.filter((run) => run !== endpoints && run.check.id !== 'service-missing')
    expect(new Set(others.map(({ result }) => result.outcome))).toEqual(new Set(['not-applicable']))
    expect(runs.flatMap(({ findings }) => findings)).toEqual([])
  })

  it('a Service without any endpoint still has its endpoints judged', () => {
    const objects = { Service: [web], Pod: [createPod('web-1')] }
    const run = runAll({ says: '', objects, expected: {} }).find(
      ({ check }) => check.id === 'all-endpoints-terminating',
    )
    expect(run?.result.outcome).toBe('clear')
  })

  it('a waiting Pod becomes a fault the moment its grace ends', () => {
    const store = createTestStore({ Service: [web], Pod: [createPod('web-1', 'young')] })
    const judgements = new Judgements(store)
    const check = backendChecks.find(({ id }) => id === 'pods-not-ready')
    if (check === undefined) throw new Error('no such check')
    const outcomeAt = (nowMs: number) =>
      judgements.get('run', nowMs, (view) => runCheck(check, pathOf(createIngress({})), view)).result.outcome
    expect([outcomeAt(testNow), outcomeAt(testNow + 19_999), outcomeAt(testNow + 20_000)]).toEqual([
      'waiting',
      'waiting',
      'found',
    ])
  })

  it('a container that runs again counts as crashing only until its crash is ten minutes old', () => {
    const store = createTestStore({ Service: [web], Pod: [createPod('web-1', 'oom')] })
    const judgements = new Judgements(store)
    const check = backendChecks.find(({ id }) => id === 'pods-crashing')
    if (check === undefined) throw new Error('no such check')
    const outcomeAt = (nowMs: number) =>
      judgements.get('run', nowMs, (view) => runCheck(check, pathOf(createIngress({})), view)).result.outcome
    expect([outcomeAt(testNow), outcomeAt(testNow + 8 * 60_000)]).toEqual(['found', 'clear'])
  })

  for (const check of backendChecks) {
    it(`${check.id} reads exactly the inputs that it declares`, () => {
      const touched = new Set<string>()
      for (const scenario of scenarios) {
        const judgements = new Judgements(createTestStore(scenario.objects))
        const subject = scenario.subject ?? pathOf(createIngress({}))
        const run = judgements.get('run', testNow, (view) => runCheck(check, subject, view))
        expect([scenario.says, run.result.outcome]).not.toEqual([scenario.says, 'crashed'])
        for (const input of judgements.inputsOf('run')) touched.add(input)
      }
      expect([...touched].sort()).toEqual([...check.inputs].sort())
    })
  }
})
