import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import { startDnsServer } from '../lib/demo/dns/start-dns-server'
import type { KubeObject } from '../lib/demo/kubernetes-api/kube-object'
import { startKubernetesApi } from '../lib/demo/kubernetes-api/start-kubernetes-api'

/** What every cluster has before anybody uses it. */
const namespaces: KubeObject[] = ['default', 'kube-system'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}))

/** Starts the API server of a cluster `blue` that has neither nodes nor anything on them, and a DNS server without zones. */
export async function startEmptyCluster(): Promise<{ configPath: string; close(): Promise<void> }> {
  const api = await startKubernetesApi({ name: 'blue', objects: namespaces })
  const dns = await startDnsServer({ zones: [] })
  const folder = await mkdtemp(path.join(tmpdir(), 'fairlead-empty-'))
  const configPath = path.join(folder, 'fairlead.yaml')
  await writeFile(path.join(folder, 'kubeconfig'), api.kubeconfig())
  const dnsSettings = { mode: 'resolvers', servers: [`127.0.0.1:${dns.port}`] }
  await writeFile(configPath, stringify({ clusters: [{ name: 'blue', kubeconfig: './kubeconfig', dns: dnsSettings }] }))
  return {
    configPath,
    close: async () => {
      await api.close()
      await dns.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
