import 'server-only'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { ClusterSettings } from '@/lib/model/settings'

const text = z.string().min(1)

const ClusterEntry = z.strictObject({
  name: text.optional(),
  context: text.optional(),
  kubeconfig: text.optional(),
  dns: z
    .strictObject({
      mode: z.enum(['off', 'resolvers', 'authoritative']).default('resolvers'),
      servers: z.array(text).default([]),
      zones: z.array(text).optional(),
      nameServerPort: z.int().min(1).max(65_535).optional(),
    })
    .optional(),
  egress: z
    .strictObject({ outboundIps: z.number().optional(), allocatedPorts: z.number().optional(), mode: text.optional() })
    .optional(),
  // Settings of parts that are configured here but read elsewhere; kept so that one file serves every version.
  prometheus: z.looseObject({}).optional(),
  azure: z.looseObject({}).optional(),
  aws: z.looseObject({}).optional(),
  tenants: z.looseObject({}).optional(),
  controllers: z.looseObject({}).optional(),
  probe: z
    .strictObject({
      enabled: z.boolean().default(false),
      connectTo: z.record(text, text).default({}),
    })
    .optional(),
})

const ConfigFile = z.strictObject({
  // Each entry is checked by itself, so that a wrong one does not take the others with it.
  clusters: z.array(z.unknown()).default([]),
  access: z.looseObject({ mode: z.enum(['local', 'oidc', 'proxy', 'token']).default('local') }).optional(),
})

/** One cluster to watch: its settings and how to reach it. `context` null is the current context. */
export interface ClusterConfig {
  settings: ClusterSettings
  kubeconfigPaths: string[]
  context: string | null
  probe: ProbeSettings
}

/**
 * Whether hosts may be probed, and where connections really go: a published `address:port` led to another
 * `address:port`, for load balancers that Fairlead cannot reach by their address.
 */
export interface ProbeSettings {
  isEnabled: boolean
  connectTo: ReadonlyMap<string, { address: string; port: number }>
}

export const noProbes: ProbeSettings = { isEnabled: false, connectTo: new Map() }

/** The clusters that the configuration names, and what is wrong with it in words that name the field. */
export interface Config {
  clusters: ClusterConfig[]
  problems: string[]
}

const reservedNames = new Set(['api', 'checks'])

/** Settings of a cluster that nothing configures. */
export function defaultSettings(name: string): ClusterSettings {
  return {
    name,
    dns: { mode: 'resolvers', servers: [] },
    egress: { outboundIps: null, allocatedPorts: null, mode: null },
  }
}

/** Reads `fairlead.yaml`. Never throws: a file that cannot be read or a wrong field is a problem, the rest is used. */
export async function readConfig(path: string, defaultKubeconfigPaths: readonly string[]): Promise<Config> {
  let content: string
  try {
    content = await readFile(path, 'utf8')
  } catch (error) {
    return {
      clusters: [],
      problems: [
        `${path}: cannot be read (${error instanceof Error ? error.message : error}). Set FAIRLEAD_CONFIG to a readable file.`,
      ],
    }
  }
  return parseConfig(content, path, defaultKubeconfigPaths)
}

/** Parses the text of a configuration file; relative kubeconfig paths are meant from the file's folder. */
export function parseConfig(content: string, path: string, defaultKubeconfigPaths: readonly string[]): Config {
  const document = parseDocument(content)
  const syntaxError = document.errors[0]
  if (syntaxError !== undefined)
    return { clusters: [], problems: [`${path}: not valid YAML: ${syntaxError.message.split('\n')[0]}`] }
  const raw: unknown = document.toJS() ?? {}
  const file = ConfigFile.safeParse(raw)
  if (!file.success) {
    return {
      clusters: [],
      problems: file.error.issues.map((issue) => `${path}: ${issue.path.join('.') || 'top level'}: ${issue.message}`),
    }
  }
  const problems: string[] = []
  if (file.data.access !== undefined && file.data.access.mode !== 'local') {
    problems.push(
      `${path}: access.mode: only "local" is available in this version; it is used instead of "${file.data.access.mode}".`,
    )
  }
  const clusters: ClusterConfig[] = []
  for (const [position, rawEntry] of file.data.clusters.entries()) {
    const field = `${path}: clusters.${position}`
    const parsed = ClusterEntry.safeParse(rawEntry)
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => `${[field, ...issue.path].join('.')}: ${issue.message}`))
      continue
    }
    const entry = parsed.data
    const name = entry.name ?? entry.context
    if (name === undefined) problems.push(`${field}: needs a name or a context.`)
    else if (reservedNames.has(name))
      problems.push(`${field}.name: "${name}" is reserved; give the cluster another name.`)
    else if (clusters.some(({ settings }) => settings.name === name))
      problems.push(`${field}.name: "${name}" is used twice; names must differ.`)
    else {
      const defaults = defaultSettings(name)
      clusters.push({
        settings: {
          name,
          dns: { ...defaults.dns, ...entry.dns },
          egress: {
            outboundIps: entry.egress?.outboundIps ?? null,
            allocatedPorts: entry.egress?.allocatedPorts ?? null,
            mode: entry.egress?.mode ?? null,
          },
        },
        kubeconfigPaths:
          entry.kubeconfig === undefined ? [...defaultKubeconfigPaths] : [resolve(dirname(path), entry.kubeconfig)],
        context: entry.context ?? null,
        probe: readProbeSettings(entry.probe, `${field}.probe`, problems),
      })
    }
  }
  return { clusters, problems }
}

function readProbeSettings(
  probe: { enabled: boolean; connectTo: Record<string, string> } | undefined,
  field: string,
  problems: string[],
): ProbeSettings {
  if (probe === undefined) return noProbes
  const connectTo = new Map<string, { address: string; port: number }>()
  for (const [from, to] of Object.entries(probe.connectTo)) {
    const match = /^\[?([0-9a-f:.]+?)\]?:(\d{1,5})$/i.exec(to)
    const port = Number(match?.[2])
    if (match?.[1] === undefined || port < 1 || port > 65_535)
      problems.push(
        `${field}.connectTo: "${to}" is not an address with a port, such as 10.0.0.7:8443; ${from} is asked itself.`,
      )
    else connectTo.set(from.toLowerCase(), { address: match[1], port })
  }
  return { isEnabled: probe.enabled, connectTo }
}
