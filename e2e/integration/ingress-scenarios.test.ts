import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { TraceAnswer } from '@/lib/api/ingresses'
import { type DnsServer, startDnsServer } from '@/lib/demo/dns/start-dns-server'
import { startKubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { certificateScenarios, certManagerKinds } from './certificate-scenarios'
import { externalDnsScenarios } from './external-dns-scenarios'
import type { IngressScenario } from './ingress-scenario'
import { loadBalancerAddress, allScenarios as pathScenarios, platform } from './ingress-scenarios'
import { type ApiObject, findKubebuilderAssets, startKubeApiserver, waitUntil } from './kube-apiserver'
import { app } from './scenario-objects'

const allScenarios = [...pathScenarios, ...certificateScenarios]

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
    dns = await startDnsServer({ zones: [{ name: 'example.net', negativeTtlSeconds: 1, records: [] }] })
    cluster = await open()
    await writeFile(path.join(folder, 'kubeconfig'), cluster.kubeconfig)
    const config = {
      clusters: [
        {
          name: 'c',
          kubeconfig: path.join(folder, 'kubeconfig'),
          dns: { mode: 'resolvers', servers: [`127.0.0.1:${dns.port}`] },
        },
      ],
    }
    await writeFile(path.join(folder, 'fairlead.yaml'), stringify(config))
    await cluster.put(certManagerKinds)
    await cluster.put(platform)
    await cluster.put(app({ namespace: 'healthy', host: healthy.host }))
    setRecord(healthy.host, loadBalancerAddress)
    const sideBySide = allScenarios.filter((one) => !externalDnsScenarios.includes(one))
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

  function setRecord(host: string, address: string | null, owner?: string): void {
    if (address === null) dns.removeRecord(host, 'A')
    else dns.setRecord({ name: host, type: 'A', ttlSeconds: 5, values: [address] })
    if (owner === undefined) dns.removeRecord(`a-${host}`, 'TXT')
    else {
      const text = `heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/elsewhere/web`
      dns.setRecord({ name: `a-${host}`, type: 'TXT', ttlSeconds: 5, values: [text] })
    }
  }

  async function arrange(one: IngressScenario): Promise<void> {
    for (const object of one.remove ?? []) await cluster.remove(object)
    setRecord(one.host, one.dns === undefined ? loadBalancerAddress : one.dns, one.owner)
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

  function describeOutcome(trace: TraceAnswer | null, one: IngressScenario) {
    const host = trace?.hosts.find((candidate) => candidate.host === one.host)
    const finding = trace?.findings.find(
      ({ check, host: at }) => check === one.check && (at === undefined || at === one.host),
    )
    return {
      root: host?.rootCause?.check ?? null,
      severity: finding?.severity ?? null,
      isWaiting: finding?.waitingUntil !== undefined,
      isConsequence: finding?.consequenceOf !== undefined,
      verdict: host?.verdict ?? null,
    }
  }

  function expected(one: IngressScenario) {
    const error = { severity: 'error', isWaiting: false, isConsequence: false }
    switch (one.as) {
      case 'root':
        return { ...error, root: one.check, verdict: 'failing' }
      case 'consequence':
        return { ...error, root: one.root, isConsequence: true, verdict: 'failing' }
      case 'waiting':
        return { isWaiting: true, root: null }
      default:
        return { ...error, severity: one.as, root: null }
    }
  }

  async function expectOutcome(one: IngressScenario): Promise<void> {
    let outcome = describeOutcome(null, one)
    const isAsExpected = async () => {
      outcome = describeOutcome(await readTrace(one.at), one)
      return Object.entries(expected(one)).every(([key, value]) => outcome[key as keyof typeof outcome] === value)
    }
    // Pods that a real API server has just created count as starting for half a minute. The message of the expectation below
    // says more than "timed out" would.
    await waitUntil(isAsExpected, 45_000).catch(() => {})
    expect(outcome).toMatchObject(expected(one))
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
  const sideBySide = allScenarios.filter((one) => !externalDnsScenarios.includes(one) && !(one.needsAge && isReal))
  it.each(sideBySide.map((one) => [one.check, one] as const))('%s', async (_check, one) => {
    await expectOutcome(one)
  })

  it.each(externalDnsScenarios.map((one) => [one.check, one] as const))('%s', async (_check, one) => {
    await arrange(one)
    try {
      await expectOutcome(one)
    } finally {
      const restored = platform.filter(
        ({ metadata }) => metadata.namespace === 'external-dns' || metadata.name === 'external-dns',
      )
      await cluster.put(restored)
    }
  })
})
