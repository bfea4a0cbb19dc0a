import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findKubectl } from '@/lib/demo/find-kubectl'
import { type KubernetesApi, startKubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'
import { buildCluster } from '@/lib/demo/scenarios/build-cluster'
import { clusterPlans } from '@/lib/demo/scenarios/cluster-plans'

// kubectl starts slowly on a busy machine.
vi.setConfig({ testTimeout: 20_000 })

const run = promisify(execFile)
const kubectl = findKubectl()

test('kubectl is there when real parts are required', () => {
  if (process.env.FAIRLEAD_REQUIRE_REAL === '1') expect(kubectl).not.toBeNull()
  if (kubectl === null) console.warn('SKIPPED: no kubectl found (set KUBECTL or KUBEBUILDER_ASSETS, or put it on PATH)')
})

describe.skipIf(kubectl === null)('the real kubectl', () => {
  let api: KubernetesApi
  let folder: string

  beforeAll(async () => {
    const green = clusterPlans.find((plan) => plan.name === 'green')
    if (!green) throw new Error('there is no plan named green')
    const { objects } = buildCluster(green, '1', Date.now(), { ingresses: 0, pods: 0 })
    api = await startKubernetesApi({ name: 'green', objects })
    folder = mkdtempSync(join(tmpdir(), 'fairlead-kubectl-'))
    writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig())
  })

  afterAll(async () => {
    await api?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const baseArguments = () => ['--kubeconfig', join(folder, 'kubeconfig'), '--cache-dir', join(folder, 'cache')]

  async function call(...args: string[]): Promise<string> {
    const { stdout } = await run(kubectl ?? '', [...baseArguments(), ...args])
    return stdout
  }

  const rowOf = (text: string, name: string) =>
    text
      .split('\n')
      .find((line) => line.includes(name))
      ?.split(/\s{2,}/)

  test('get ingress -A shows class, hosts, address and ports', async () => {
    const text = await call('get', 'ingress', '-A')
    expect(rowOf(text, 'wishlist')?.slice(0, 6)).toEqual([
      'shop',
      'wishlist',
      'nginx',
      'wishlist.shop.example.net',
      '203.0.113.20',
      '80, 443',
    ])
  })

  test('get svc shows type, addresses and ports', async () => {
    const text = await call('get', 'svc', '-n', 'ingress-nginx')
    expect(rowOf(text, 'ingress-nginx-controller ')).toEqual(
      expect.arrayContaining(['LoadBalancer', '203.0.113.20', '80:31080/TCP,443:31443/TCP']),
    )
  })

  test('get nodes -o yaml gives whole objects', async () => {
    const text = await call('get', 'nodes', '-o', 'yaml')
    expect(text).toContain('providerID: azure:///subscriptions/')
    expect(text.match(/kind: Node/g)).toHaveLength(12)
  })

  test('get pods -A -w shows a change that happens while it watches', async () => {
    const watching = spawn(kubectl ?? '', [...baseArguments(), 'get', 'pods', '-A', '-w'])
    let text = ''
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`kubectl showed no change; it printed: ${text.slice(-400)}`)),
          8000,
        )
        let isChanged = false
        watching.stdout.on('data', (chunk: Buffer) => {
          text += chunk.toString()
          if (!isChanged && api.faults.openWatches().some((watch) => watch.resource === 'pods')) {
            isChanged = true
            api.store.put({
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: { name: 'appeared-while-watching', namespace: 'shop' },
              spec: { containers: [] },
              status: { phase: 'Running' },
            })
          }
          if (text.includes('appeared-while-watching')) {
            clearTimeout(timer)
            resolve()
          }
        })
        // The watch opens only after the list was printed, so the change is made once it is open.
        const poll = setInterval(() => {
          if (api.faults.openWatches().some((watch) => watch.resource === 'pods')) {
            clearInterval(poll)
            watching.stdout.emit('data', Buffer.alloc(0))
          }
        }, 20)
        watching.on('exit', () => clearInterval(poll))
      })
    } finally {
      watching.kill()
    }
    expect(text).toContain('appeared-while-watching')
  })

  test('apply creates, changes and leaves alone; delete waits until the object is gone', async () => {
    const file = join(folder, 'ingress.yaml')
    const manifest = (host: string) =>
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'applied', namespace: 'shop' },
        spec: {
          rules: [
            {
              host,
              http: {
                paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'x', port: { number: 80 } } } }],
              },
            },
          ],
        },
      })
    const apply = (host: string) => {
      writeFileSync(file, manifest(host))
      return call('apply', '--validate=false', '-f', file)
    }
    expect(await apply('one.example.net')).toContain('created')
    expect(await apply('one.example.net')).toContain('unchanged')
    expect(await apply('two.example.net')).toContain('configured')
    expect(await call('get', 'ing', 'applied', '-n', 'shop')).toContain('two.example.net')
    expect(await call('delete', '-f', file)).toContain('deleted')
    await expect(call('get', 'ing', 'applied', '-n', 'shop')).rejects.toThrow('"applied" not found')
  })

  test('scale changes the Deployment', async () => {
    await call('scale', 'deploy/wishlist', '-n', 'shop', '--replicas=7')
    expect(await call('get', 'deploy', 'wishlist', '-n', 'shop', '-o', 'jsonpath={.spec.replicas}')).toBe('7')
  })

  test('a denied list is told in the words kubectl always uses', async () => {
    const rule = api.authorisation.deny('user:demo-admin', {
      verbs: ['list'],
      groups: ['networking.k8s.io'],
      resources: ['ingresses'],
      namespaces: ['shop'],
    })
    await expect(call('get', 'ingress', '-n', 'shop')).rejects.toThrow(
      'Error from server (Forbidden): ingresses.networking.k8s.io is forbidden',
    )
    rule.remove()
  })

  test('short lists read in pages show every object', async () => {
    const text = await call('get', 'pods', '-A', '--chunk-size=5', '-o', 'name')
    expect(text.trim().split('\n')).toHaveLength(api.store.list('Pod').length)
  })
})
