import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { startTcpProxy, type TcpProxy } from '../integration/tcp-proxy'
import { waitUntilRead } from './wait-until-read'

interface Kubeconfig {
  clusters: { name: string; cluster: { server: string } }[]
}

/** A Fairlead of its own, for tests that stop it or take its cluster away. It reads one cluster, by way of a relay. */
export interface OwnFairlead {
  url: string
  /** Stands between Fairlead and the API server. */
  apiServer: TcpProxy
  /** Stops the process where it stands, without a word to anybody, until `resume`. */
  freeze(): void
  resume(): void
  /** Ends the process and starts another one at the same address. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Starts a server that reads this cluster of the tests' platform, and waits until it is read. */
export async function startOwnFairlead(cluster: string, kubeconfigPath: string): Promise<OwnFairlead> {
  const kubeconfig: Kubeconfig = parse(await readFile(kubeconfigPath, 'utf8'))
  const entry = kubeconfig.clusters.find(({ name }) => name === cluster)
  if (entry === undefined) throw new Error(`${kubeconfigPath} has no cluster ${cluster}`)
  const apiServer = await startTcpProxy(Number(new URL(entry.cluster.server).port))
  entry.cluster.server = `http://127.0.0.1:${apiServer.port}`
  const folder = await mkdtemp(path.join(tmpdir(), 'fairlead-own-'))
  await writeFile(path.join(folder, 'kubeconfig'), stringify(kubeconfig))
  const config = {
    clusters: [{ name: cluster, context: cluster, kubeconfig: './kubeconfig', dns: { mode: 'off' } }],
  }
  await writeFile(path.join(folder, 'fairlead.yaml'), stringify(config))
  const start = { port: await findFreePort(), env: { FAIRLEAD_CONFIG: path.join(folder, 'fairlead.yaml') } }
  let fairlead: FairleadProcess = await startFairlead(start)
  await waitUntilRead(fairlead)
  return {
    url: fairlead.url,
    apiServer,
    freeze: () => void fairlead.child.kill('SIGSTOP'),
    resume: () => void fairlead.child.kill('SIGCONT'),
    restart: async () => {
      await fairlead.stop()
      fairlead = await startFairlead(start)
      await waitUntilRead(fairlead)
    },
    close: async () => {
      fairlead.child.kill('SIGCONT')
      await fairlead.stop()
      await apiServer.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
