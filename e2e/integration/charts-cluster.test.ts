import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { TraceAnswer } from '@/lib/api/ingresses'
import { type DnsServer, startDnsServer } from '@/lib/demo/dns/start-dns-server'
import { type KindName, kindDescriptions, kindNames } from '@/lib/model/kubernetes'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { backendFaults } from './backend-faults'
import { certificateFaults } from './certificate-faults'
import { chartOwner, publicAddress, runCharts } from './chart-platform'
import { entryFaults } from './entry-faults'
import { listGuesses } from './guesses'
import { type ApiObject, findKubebuilderAssets, type RealApi, startKubeApiserver, waitUntil } from './kube-apiserver'
import { hasCharts } from './load-charts'
import { clusterIssuer } from './platform-objects'
import { scenarioZones } from './scenario-store'
import { soundTenants } from './sound-tenants'
import { grant } from './source-harness'
import { ingressUid, ownershipText, type TenantFault, tenant } from './tenant-fault'

const faults: TenantFault[] = [...entryFaults, ...backendFaults, ...certificateFaults]
/** One kind of each station; `scenarios.test.ts` forbids all of them, and every user here is a whole cluster to follow. */
const hiddenKinds: KindName[] = ['IngressClass', 'Service', 'Pod', 'Deployment', 'NetworkPolicy', 'Certificate']
const userWithout = (kind: KindName) => `without-${kind.toLowerCase()}`
const healthy = { namespace: 'healthy', host: 'healthy.example.net' }

const canRun = findKubebuilderAssets() !== null && hasCharts()

describe.skipIf(!canRun)('the charts of the platform on a real kube-apiserver', () => {
  let api: RealApi
  let dns: DnsServer
  let fairlead: FairleadProcess
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fairlead-charts-'))
    dns = await startDnsServer({ zones: scenarioZones([]) })
    api = await startKubeApiserver({ moreUsers: hiddenKinds.map(userWithout) })
    await runCharts(api)
    await write([withAccount(clusterIssuer('letsencrypt', 'example.net')), ...tenant(healthy)])
    setRecord(healthy.host, publicAddress, chartOwner)
    for (const { objects, records, owner, deletes, namespace } of [...faults, ...soundTenants]) {
      await write(objects)
      for (const [name, address] of Object.entries(records)) setRecord(name, address, owner)
      if (deletes) await api.request('DELETE', ingressesOf(namespace).concat('/web'))
    }
    fairlead = await start(['admin'])
  }, 180_000)

  afterAll(async () => {
    await fairlead?.stop()
    await api?.close()
    await dns?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** A Fairlead that reads the cluster as each of these users, under their names. */
  async function start(users: readonly string[]): Promise<FairleadProcess> {
    for (const user of users) await writeFile(path.join(folder, user), api.kubeconfig(user))
    const clusters = users.map((user) => ({
      name: user,
      kubeconfig: `./${user}`,
      dns: { mode: 'resolvers', servers: [`127.0.0.1:${dns.port}`], nameServerPort: dns.port },
    }))
    const file = path.join(folder, `${users.length}-clusters.yaml`)
    await writeFile(file, stringify({ clusters }))
    return startFairlead({ port: await findFreePort(), env: { FAIRLEAD_CONFIG: file } })
  }

  const ingressesOf = (namespace: string) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`

  /** Writes objects in order; a Certificate gets the uid that the API server gave the Ingress which owns it. */
  async function write(objects: readonly ApiObject[]): Promise<void> {
    for (const object of objects) {
      const text = JSON.stringify(object)
      const complete = text.includes(ingressUid) ? text.replaceAll(ingressUid, await readUid(object)) : text
      const refused = await api.apply([JSON.parse(complete)])
      expect(refused.map(({ message }) => message)).toEqual([])
    }
  }

  async function readUid({ metadata }: ApiObject): Promise<string> {
    const [owner] = metadata.ownerReferences as { name: string }[]
    const { body } = await api.request('GET', `${ingressesOf(metadata.namespace ?? '')}/${owner?.name}`)
    return (body as { metadata?: { uid?: string } }).metadata?.uid ?? 'gone'
  }

  function setRecord(name: string, address: string, owner: string | null): void {
    dns.setRecord({ name, type: 'A', ttlSeconds: 5, values: [address] })
    if (owner !== null) dns.setRecord({ name: `a-${name}`, type: 'TXT', ttlSeconds: 5, values: [ownershipText(owner)] })
  }

  async function readTrace(namespace: string, from = fairlead, user = 'admin'): Promise<TraceAnswer | null> {
    const answer = await fetch(`${from.url}/api/v1/clusters/${user}/ingresses/${namespace}/web`)
    return answer.ok ? ((await answer.json()) as TraceAnswer) : null
  }

  it('passes a healthy Ingress without a finding above info', async () => {
    // Zones are asked for after hosts, and nobody probes here.
    const listOpen = (trace: TraceAnswer | null) =>
      trace?.notChecked.filter(({ reason }) => reason !== 'not-built' && reason !== 'not-probed')
    const isSeen = async () => {
      const trace = await readTrace(healthy.namespace)
      return trace?.verdict === 'passing' && listOpen(trace)?.length === 0
    }
    await waitUntil(isSeen, 45_000).catch(() => {})
    const trace = await readTrace(healthy.namespace)
    expect(trace?.findings.filter(({ severity }) => severity !== 'info').map(({ summary }) => summary)).toEqual([])
    expect(listOpen(trace)).toEqual([])
    expect(trace).toMatchObject({ verdict: 'passing', rootCause: null })
  })

  it.each(soundTenants.map((one) => [one.namespace, one] as const))(
    '%s passes without a finding above info, although it looks like a fault',
    async (_name, one) => {
      const isPassing = async () => (await readTrace(one.namespace))?.verdict === 'passing'
      await waitUntil(isPassing, 45_000).catch(() => {})
      const trace = await readTrace(one.namespace)
      const above = trace?.findings.filter(({ severity }) => severity !== 'info').map(({ summary }) => summary)
      expect({ verdict: trace?.verdict, above }).toEqual({ verdict: 'passing', above: [] })
    },
  )

  it('has forty and more faults, each in a way of its own', () => {
    expect(faults.length).toBeGreaterThanOrEqual(40)
    expect(new Set(faults.map(({ namespace }) => namespace)).size).toBe(faults.length)
  })

  it.each(faults.map((one) => [one.namespace, one.root, one] as const))(
    '%s fails for %s',
    async (_name, _root, one) => {
      const readHost = async () => {
        const host = (await readTrace(one.namespace))?.hosts.find(({ host }) => host === one.host)
        return {
          verdict: host?.verdict ?? null,
          root: host?.rootCause?.check ?? null,
          sentence: host?.sentence ?? '',
        }
      }
      // Pods that a real API server has just created count as starting for half a minute.
      await waitUntil(async () => (await readHost()).root === one.root, 45_000).catch(() => {})
      expect(await readHost()).toMatchObject({ verdict: 'failing', root: one.root })
    },
  )

  describe('read without the right to one kind', () => {
    let limited: FairleadProcess

    beforeAll(async () => {
      const verbs = ['get', 'list', 'watch']
      for (const hidden of hiddenKinds) {
        const rules = kindNames
          .filter((kind) => kind !== hidden)
          .map((kind) => kindDescriptions[kind])
          .map(({ group, resource }) => ({ apiGroups: [group], resources: [resource], verbs }))
        expect(await api.apply(grant(userWithout(hidden), null, userWithout(hidden), rules))).toEqual([])
      }
      limited = await start(hiddenKinds.map(userWithout))
    }, 120_000)

    afterAll(() => limited?.stop())

    const namespaces = [healthy, ...soundTenants, ...faults].map(({ namespace }) => namespace)
    const readAll = (from: FairleadProcess, user: string) =>
      Promise.all(namespaces.map((namespace) => readTrace(namespace, from, user)))

    /** What is told wrongly without one kind, or not told yet. */
    async function listLies(hidden: KindName): Promise<string[]> {
      const [before, after] = await Promise.all([readAll(fairlead, 'admin'), readAll(limited, userWithout(hidden))])
      return namespaces.flatMap((namespace, position) => {
        const [known, shown] = [before[position], after[position]]
        if (!known || !shown) return [`${namespace}: no trace`]
        const isPending = shown.notChecked.some(({ reason }) => reason === 'pending')
        if (isPending) return [`${namespace}: not everything was read`]
        return listGuesses(known, shown, hidden).map((guess) => `${namespace}: ${guess}`)
      })
    }

    it.each(hiddenKinds)(
      '%s: no other cause is named, and what is missing is',
      async (hidden) => {
        let lies: string[] = []
        const isTrue = async () => {
          lies = await listLies(hidden)
          if (lies.length > 0) await new Promise((resolve) => setTimeout(resolve, 3_000))
          return lies.length === 0
        }
        // The server reads and judges all of these clusters at first, beside whatever else is tested meanwhile.
        await waitUntil(isTrue, 150_000).catch(() => {})
        expect(lies).toEqual([])
      },
      180_000,
    )
  })
})

/** What the schema of an ACME issuer asks for beside the zone. */
function withAccount(issuer: ApiObject): ApiObject {
  const azureDNS = { resourceGroupName: 'dns', subscriptionID: '0000', hostedZoneName: 'example.net' }
  const solvers = [{ dns01: { azureDNS }, selector: { dnsZones: ['example.net'] } }]
  const acme = { server: 'https://acme.example.org', privateKeySecretRef: { name: 'account' }, solvers }
  return { ...issuer, spec: { acme } }
}
