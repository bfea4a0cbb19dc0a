import 'server-only'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const Environment = z.object({
  KUBECONFIG: z.string().optional(),
  FAIRLEAD_CONFIG: z.string().optional(),
  FAIRLEAD_DEMO: z.string().optional(),
  FAIRLEAD_DEMO_CONTROL: z.url().optional(),
  FAIRLEAD_DEMO_CONTROL_TOKEN: z.string().optional(),
  FAIRLEAD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  KUBERNETES_SERVICE_HOST: z.string().optional(),
})

/** The settings of this process, read once per call; the only place that reads `process.env`. */
export interface ServerEnvironment {
  /** Kubeconfig files in order of precedence, as kubectl finds them; empty when there is none. */
  kubeconfigPaths: string[]
  configPath: string | null
  isDemo: boolean
  /** Where the embedded platform takes faults, and the token for it; null outside the demo. */
  demoControl: { url: string; token: string } | null
  isInCluster: boolean
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export function readEnvironment(): ServerEnvironment {
  const environment = Environment.parse(process.env)
  const defaultPath = join(homedir(), '.kube', 'config')
  const named = (environment.KUBECONFIG ?? '').split(':').filter((path) => path !== '')
  return {
    kubeconfigPaths: named.length > 0 ? named : existsSync(defaultPath) ? [defaultPath] : [],
    configPath: environment.FAIRLEAD_CONFIG ?? null,
    isDemo: environment.FAIRLEAD_DEMO === '1',
    demoControl: findDemoControl(environment),
    isInCluster:
      environment.KUBERNETES_SERVICE_HOST !== undefined &&
      existsSync('/var/run/secrets/kubernetes.io/serviceaccount/token'),
    logLevel: environment.FAIRLEAD_LOG_LEVEL,
  }
}

function findDemoControl(environment: z.infer<typeof Environment>): ServerEnvironment['demoControl'] {
  const { FAIRLEAD_DEMO: demo, FAIRLEAD_DEMO_CONTROL: url, FAIRLEAD_DEMO_CONTROL_TOKEN: token } = environment
  return demo === '1' && url !== undefined && token !== undefined ? { url, token } : null
}
