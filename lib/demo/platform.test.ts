import { spawn } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { requireCluster } from '@/lib/demo/clock/running-platform'
import { readArray, readNumber, readPath, readString } from '@/lib/demo/json'
import { type Platform, startPlatform } from '@/lib/demo/platform'

// A fresh process compiles the sources first, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 })

describe('the platform', () => {
  let platform: Platform

  beforeAll(async () => {
    platform = await startPlatform({ seed: '1', still: true })
  })
  afterAll(() => platform.close())

  const blue = () => requireCluster(platform, 'blue').api
  const step = (words: string) => {
    const index = platform.clock.steps.findIndex((entry) => entry.describe.includes(words))
    platform.clock.runStep(index)
  }
  const readyEndpoints = (service: string) =>
    blue()
      .store.list('EndpointSlice', 'shop')
      .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === service)
      .flatMap((slice) => readArray(slice, 'endpoints'))
      .filter((endpoint) => readPath(endpoint, 'conditions', 'ready') === true).length

  test('every context of the kubeconfig reaches its cluster with its token', async () => {
    const kubeconfig: unknown = parseYaml(readFileSync(platform.kubeconfigPath, 'utf8'))
    const names = readArray(kubeconfig, 'contexts').map((context) => readString(context, 'name'))
    expect(names).toEqual(['blue', 'green', 'eks-media'])
    for (const [index] of names.entries()) {
      const server = readString(kubeconfig, 'clusters', index, 'cluster', 'server')
      const token = readString(kubeconfig, 'users', index, 'user', 'token')
      const response = await fetch(`${server}/api/v1/nodes`, { headers: { Authorization: `Bearer ${token}` } })
      expect(readArray(await response.json(), 'items').length).toBeGreaterThan(5)
    }
  })

  test('the configuration names the clusters and a DNS server that answers', async () => {
    const config: unknown = parseYaml(readFileSync(platform.configPath, 'utf8'))
    expect(readArray(config, 'clusters').map((cluster) => readString(cluster, 'context'))).toEqual([
      'blue',
      'green',
      'eks-media',
    ])
    const resolver = new Resolver()
    resolver.setServers([readString(config, 'clusters', 0, 'dns', 'servers', 0) ?? ''])
    expect(await resolver.resolve4('catalog.shop.example.net')).toEqual(['203.0.113.10'])
  })

  test('a tenant may read their own namespace and nothing else', async () => {
    const list = (path: string) =>
      fetch(`${blue().url}${path}`, { headers: { Authorization: 'Bearer tenant-shop-token' } })
    expect((await list('/apis/networking.k8s.io/v1/namespaces/shop/ingresses')).status).toBe(200)
    expect((await list('/apis/networking.k8s.io/v1/ingresses')).status).toBe(403)
    expect((await list('/api/v1/namespaces/payments/pods')).status).toBe(403)
    expect((await list('/api/v1/nodes')).status).toBe(403)
  })

  test('leaders keep their lease fresh, except the one of the controller that does not run', () => {
    const lease = (name: string) => {
      const found = blue().store.get('Lease', 'ingress-nginx', name)
      return Date.now() - Date.parse(readString(found, 'spec', 'renewTime') ?? '')
    }
    expect(lease('ingress-nginx-leader')).toBeLessThan(15_000)
    expect(lease('ingress-controller-leader-nginx-private')).toBeGreaterThan(86_400_000)
  })

  test('nodes cross the SNAT boundary and come back, each with its node-local DNS Pod', () => {
    const counts = () => {
      const daemonSet = blue().store.get('DaemonSet', 'kube-system', 'node-local-dns')
      return [blue().store.list('Node').length, readNumber(daemonSet, 'status', 'numberReady')]
    }
    const before = blue()
      .store.list('Node')
      .map((node) => node.metadata.name)
    step('grows to 52')
    expect(counts()).toEqual([52, 52])
    step('shrinks to 48')
    expect(counts()).toEqual([48, 48])
    expect(
      blue()
        .store.list('Node')
        .map((node) => node.metadata.name),
    ).toEqual(before)
  })

  test('a Pod is replaced without losing an endpoint in the end', () => {
    const before = blue()
      .store.list('Pod', 'shop')
      .map((pod) => pod.metadata.name)
    const ready = readyEndpoints('catalog')
    step('a Pod of shop/catalog is replaced')
    expect(readyEndpoints('catalog')).toBe(ready - 1)
    step('the new Pod of shop/catalog is ready')
    expect(readyEndpoints('catalog')).toBe(ready)
    expect(
      blue()
        .store.list('Pod', 'shop')
        .map((pod) => pod.metadata.name),
    ).not.toEqual(before)
  })

  test('readiness breaks and heals in Pods, endpoints and Deployment alike', () => {
    const readyReplicas = () => readNumber(blue().store.get('Deployment', 'shop', 'stock'), 'status', 'readyReplicas')
    const before = readyEndpoints('stock')
    step('no Pod of shop/stock is ready')
    expect([readyEndpoints('stock'), readyReplicas()]).toEqual([0, 0])
    expect(
      blue()
        .store.list('Event', 'shop')
        .some((event) => readString(event, 'involvedObject', 'name')?.startsWith('stock-')),
    ).toBe(true)
    step('Pods of shop/stock are ready again')
    expect([readyEndpoints('stock'), readyReplicas()]).toEqual([before, before])
  })

  test('a renewal fails while the certificate stays valid, and succeeds later', () => {
    const certificate = () => blue().store.get('Certificate', 'data', 'exports-tls')
    const conditions = () =>
      readArray(certificate(), 'status', 'conditions').map((condition) =>
        [readString(condition, 'type'), readString(condition, 'status')].join('='),
      )
    step('of data/exports cannot be renewed')
    expect(conditions()).toEqual(['Ready=True', 'Issuing=False'])
    expect(Date.parse(readString(certificate(), 'status', 'renewalTime') ?? '')).toBeLessThan(Date.now() - 3_600_000)
    step('of data/exports is renewed')
    expect(conditions()).toEqual(['Ready=True'])
    expect(Date.parse(readString(certificate(), 'status', 'renewalTime') ?? '')).toBeGreaterThan(Date.now())
  })

  test('a new Ingress gets its address, then its record, and leaves nothing behind', async () => {
    const resolver = new Resolver()
    resolver.setServers([platform.dns.address])
    const host = 'flash-sale.shop.example.net'
    const objectsBefore = blue()
      .store.kinds()
      .flatMap((kind) => blue().store.list(kind.kind)).length
    step('is created and has no address')
    const address = () =>
      readString(blue().store.get('Ingress', 'shop', 'flash-sale'), 'status', 'loadBalancer', 'ingress', 0, 'ip')
    expect(address()).toBeUndefined()
    expect(readyEndpoints('flash-sale')).toBe(2)
    step('publishes the address')
    expect(address()).toBe('203.0.113.10')
    await expect(resolver.resolve4(host)).rejects.toMatchObject({ code: 'ENOTFOUND' })
    step('external-dns writes the record')
    expect(await resolver.resolve4(host)).toEqual(['203.0.113.10'])
    step('is over and removed')
    await expect(resolver.resolve4(host)).rejects.toMatchObject({ code: 'ENOTFOUND' })
    expect(
      blue()
        .store.kinds()
        .flatMap((kind) => blue().store.list(kind.kind)).length,
    ).toBe(objectsBefore)
  })
})

test('closing stops every server and removes the files', async () => {
  const platform = await startPlatform({ still: true })
  const { url } = requireCluster(platform, 'green').api
  await platform.close()
  await expect(fetch(`${url}/version`)).rejects.toThrow()
  expect(existsSync(platform.kubeconfigPath)).toBe(false)
})

describe('the command', () => {
  function start(...args: string[]) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'lib/demo/main.ts', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    const firstLine = new Promise<string>((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n')[0] ?? ''))
      child.once('exit', () => resolve(''))
    })
    const exited = new Promise<{ code: number | null; errors: string }>((resolve) =>
      child.on('exit', (code) => resolve({ code, errors })),
    )
    return { child, firstLine, exited }
  }

  test('says in one JSON line where everything is, and ends when its stdin does', async () => {
    const { child, firstLine, exited } = start('--still')
    const ready: unknown = JSON.parse(await firstLine)
    const kubeconfig = readString(ready, 'kubeconfig') ?? ''
    expect(existsSync(kubeconfig)).toBe(true)
    expect(existsSync(readString(ready, 'config') ?? '')).toBe(true)
    expect(readArray(ready, 'clusters')).toHaveLength(3)
    child.stdin.end()
    expect((await exited).code).toBe(0)
    expect(existsSync(kubeconfig)).toBe(false)
  })

  test('a flag it cannot use is named on stderr', async () => {
    const { exited } = start('--nodes', 'many')
    const { code, errors } = await exited
    expect(code).toBe(1)
    expect(errors).toContain('--nodes takes a number of at least 3, not "many"')
  })
})
