import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '@/lib/sources/kubernetes/connect'
import { startKubernetesSource } from '@/lib/sources/kubernetes/kubernetes-source'
import { ObjectStore } from '@/lib/snapshot/object-store'
import { findKubebuilderAssets, type RealApi, startKubeApiserver } from './kube-apiserver'

const assets = findKubebuilderAssets()

describe.skipIf(assets === null)('smoke', () => {
  let api: RealApi
  beforeAll(async () => {
    api = await startKubeApiserver()
  })
  afterAll(() => api?.close())
  it('syncs', async () => {
    const store = new ObjectStore({ name: 'r', dns: { mode: 'off', servers: [] }, egress: { outboundIps: null, allocatedPorts: null, mode: null } })
    const connection = await connect({ kubeconfigText: api.kubeconfig() })
    const source = startKubernetesSource({ connection, store, log: { debug: console.log, info: console.log, warn: console.log } })
    const t = Date.now()
    console.log(await source.whenSynced(10000), Date.now() - t, source.serverVersion)
    console.log(source.status().map((s) => `${s.name} ${s.state} ${s.reason} ${s.detail} ${s.objects}`).join('\n'))
    await source.stop()
    expect(1).toBe(1)
  })
})
