import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { TraceAnswer } from '@/lib/api/ingresses'
import { type DnsServer, startDnsServer } from '@/lib/demo/dns/start-dns-server'
import { startKubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { allScenarios } from './all-scenarios'
import { certManagerKinds } from './certificate-scenarios'
import { describeOutcome, expectedOutcome, type IngressScenario, type JudgedTrace } from './ingress-scenario'
import { platform } from './ingress-scenarios'
import { type ApiObject, findKubebuilderAssets, startKubeApiserver, waitUntil } from './kube-apiserver'
import { app, loadBalancerAddress } from './scenario-objects'
import { listScenarioRecords, scenarioZones } from './scenario-store'

const sideBySide = allScenarios.filter(({ isAlone }) => isAlone !== true)
const alone = allScenarios.filter(({ isAlone }) => isAlone === true)

/** Where scenarios are written: a real API server, or the embedded one. */
interface ScenarioCluster {
  kubeconfig: string
  put(objects: readonly ApiObject[]): Promise<void>
  remove(object: ApiObject): Promise<void>
  close(): Promise<void>
}

async function openReal(): Promise<ScenarioCluster> {
  const api = await startKubeApiserver()
  return {
    kubeconfig: api.kubeconfig(),
    put: async (objects) => {
      for (const object of objects) {
        // A Pod's containers cannot be changed in place, and a merge does not take keys away.
        if (object.kind === 'Pod' || object.kind === 'Deployment') await api.remove(object)
        // Validation refuses class field and class annotation together on a new Ingress, and lets an update add the second.
        const { annotations, ...metadata } = object.metadata
        const isLateAnnotated = object.kind === 'Ingress' && annotations !== undefined
        const refused = await api.apply([isLateAnnotated ? { ...object, metadata } : object])
        if (isLateAnnotated) {
          const at = `/apis/networking.k8s.io/v1/namespaces/${metadata.namespace}/ingresses/${metadata.name}`
          const patch = { metadata: { annotations } }
          const { status } = await api.request('PATCH', at, patch, { contentType: 'application/merge-patch+json' })
          expect(status).toBe(200)
        }
        expect(refused.map(({ message }) => message)).toEqual([])
        // A new kind is served a moment after it was defined.
        if (object.kind === 'CustomResourceDefinition') {
          const [plural = '', ...group] = object.metadata.name.split('.')
          const at = `/apis/${group.join('.')}/v1/${plural}`
          await waitUntil(async () => (await api.request('GET', at)).status === 200, 20_000)
        }
      }
    },
    remove: async (object) => void (await api.remove(object)),
    close: () => api.close(),
  }
}

async function openEmbedded(): Promise<ScenarioCluster> {
  const api = await startKubernetesApi({ objects: [] })
  return {
    kubeconfig: api.kubeconfig(),
    put: async (objects) => {
      for (const object of objects) api.store.put(JSON.parse(JSON.stringify(object)))
    },
    remove: async ({ kind, metadata }) => {
      const isHeld = Array.isArray(metadata.finalizers) && metadata.finalizers.length > 0
      if (isHeld) {
        api.store.update(kind, metadata.namespace, metadata.name, (draft) => {
          draft.metadata.deletionTimestamp = new Date().toISOString()
        })
      } else api.store.remove(kind, metadata.namespace, metadata.name)
    },
    close: () => api.close(),
  }
}

const clusters: [string, () => Promise<ScenarioCluster>, boolean][] = [['the embedded platform', openEmbedded, false]]
if (findKubebuilderAssets() !== null) clusters.push(['a real kube-apiserver', openReal, true])

describe.each(clusters)('every cause is found on %s', (_name, open, isReal) => {
  let cluster: ScenarioCluster
  let dns: DnsServer
  let fairlead: FairleadProcess
  let folder: string
  const healthy = { at: 'healthy/web', host: 'healthy.example.net' }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fairlead-scenarios-'))
    dns = await startDnsServer({ zones: scenarioZones([]) })
    cluster = await open()
    await writeFile(path.join(folder, 'kubeconfig'), cluster.kubeconfig)
    const config = {
      clusters: [
        {
          name: 'c',
          kubeconfig: path.join(folder, 'kubeconfig'),
          dns: { mode: 'resolvers', servers: [`127.0.0.1:${dns.port}`], nameServerPort: dns.port },
        },
      ],
    }
    await writeFile(path.join(folder, 'fairlead.yaml'), stringify(config))
    await cluster.put(certManagerKinds)
    await cluster.put(platform)
    await cluster.put(app({ namespace: 'healthy', host: healthy.host }))
    dns.setRecord({ name: healthy.host, type: 'A', ttlSeconds: 5, values: [loadBalancerAddress] })
    for (const one of sideBySide) await arrange(one)
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: path.join(folder, 'fairlead.yaml') },
    })
  })

  afterAll(async () => {
    await fairlead?.stop()
    await cluster?.close()
    await dns?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function arrange(one: IngressScenario): Promise<void> {
    for (const object of one.remove ?? []) await cluster.remove(object)
    for (const record of listScenarioRecords(one)) dns.setRecord(record)
    await cluster.put(one.objects)
    const judged = one.objects.find(
      ({ kind, metadata }) => kind === 'Ingress' && `${metadata.namespace}/${metadata.name}` === one.at,
    )
    if (one.deletes && judged !== undefined) await cluster.remove(judged)
  }

  async function readTrace(at: string): Promise<TraceAnswer | null> {
    const answer = await fetch(`${fairlead.url}/api/v1/clusters/c/ingresses/${at}`)
    return answer.ok ? ((await answer.json()) as TraceAnswer) : null
  }

  async function readJudged({ at, host, asks }: IngressScenario): Promise<JudgedTrace | null> {
    if (asks === undefined) return readTrace(at)
    const query = asks.path === undefined ? '' : `?path=${encodeURIComponent(asks.path)}`
    const answer = await fetch(`${fairlead.url}/api/v1/clusters/c/hosts/${host}${query}`)
    return answer.ok ? ((await answer.json()) as JudgedTrace) : null
  }

  /** The platform as it was before a scenario that changed it. */
  async function restorePlatform({ objects, remove = [], at }: IngressScenario): Promise<void> {
    const [own] = at.split('/')
    const isSame = (a: ApiObject, b: ApiObject) =>
      a.kind === b.kind && a.metadata.namespace === b.metadata.namespace && a.metadata.name === b.metadata.name
    const shared = objects.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== own)
    for (const object of shared) {
      if (!platform.some((part) => isSame(part, object))) await cluster.remove(object)
    }
    await cluster.put(platform.filter((part) => [...shared, ...remove].some((object) => isSame(part, object))))
  }

  async function expectOutcome(one: IngressScenario): Promise<void> {
    let outcome = describeOutcome(null, one)
    const expected = expectedOutcome(one, !isReal)
    const isAsExpected = async () => {
      outcome = describeOutcome(await readJudged(one), one)
      return Object.entries(expected).every(([key, value]) => outcome[key as keyof typeof outcome] === value)
    }
    // Pods that a real API server has just created count as starting for half a minute. The message of the expectation below
    // says more than "timed out" would.
    await waitUntil(isAsExpected, 45_000).catch(() => {})
    expect(outcome).toMatchObject(expected)
  }

  it('passes a healthy Ingress without a finding above info', async () => {
    await waitUntil(async () => (await readTrace(healthy.at))?.verdict === 'passing', 20_000).catch(() => {})
    const trace = await readTrace(healthy.at)
    expect(trace?.hosts[0]?.hops.map(({ id, verdict, reason }) => ({ id, verdict, reason }))).not.toContainEqual(
      expect.objectContaining({ verdict: 'failing' }),
    )
    expect(trace).toMatchObject({ verdict: 'passing', rootCause: null })
    expect(trace?.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  // A real API server sets creationTimestamp itself, so what needs an old object is left to the embedded platform.
  const provable = sideBySide.filter((one) => !(one.needsAge && one.whenYoung === undefined && isReal))
  it.each(provable.map((one) => [nameOf(one), one] as const))('%s', async (_name, one) => {
    await expectOutcome(one)
  })

  it.each(alone.map((one) => [nameOf(one), one] as const))('%s', async (_name, one) => {
    await arrange(one)
    try {
      await expectOutcome(one)
    } finally {
      await restorePlatform(one)
    }
  })
})

/** The namespace of a scenario, which is its check or tells several of one apart. */
function nameOf({ at }: IngressScenario): string {
  return at.replace(/\/web$/, '')
}
