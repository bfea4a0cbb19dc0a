import 'server-only'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const ExecConfig = z.object({
  apiVersion: z.string().nullish(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  provideClusterInfo: z.boolean().nullish(),
})
export type ExecConfig = z.infer<typeof ExecConfig>

const ClusterEntry = z.object({
  name: z.string(),
  cluster: z.object({
    server: z.string(),
    'certificate-authority': z.string().nullish(),
    'certificate-authority-data': z.string().nullish(),
    'insecure-skip-tls-verify': z.boolean().nullish(),
    'tls-server-name': z.string().nullish(),
    'proxy-url': z.string().nullish(),
  }),
})
const UserEntry = z.object({
  name: z.string(),
  user: z
    .object({
      token: z.string().nullish(),
      tokenFile: z.string().nullish(),
      'client-certificate': z.string().nullish(),
      'client-certificate-data': z.string().nullish(),
      'client-key': z.string().nullish(),
      'client-key-data': z.string().nullish(),
      username: z.string().nullish(),
      password: z.string().nullish(),
      as: z.string().nullish(),
      exec: ExecConfig.nullish(),
      'auth-provider': z.object({ name: z.string() }).loose().nullish(),
    })
    .nullish(),
})
const ContextEntry = z.object({
  name: z.string(),
  context: z.object({ cluster: z.string(), user: z.string().nullish(), namespace: z.string().nullish() }),
})

type ClusterFields = z.infer<typeof ClusterEntry>['cluster']
type UserFields = NonNullable<z.infer<typeof UserEntry>['user']>

/** Everything needed to reach one cluster; file paths are absolute. */
export interface ResolvedContext {
  name: string
  namespace: string | null
  clusterName: string
  cluster: ClusterFields
  userName: string
  user: UserFields
  /** Folder of the kubeconfig that defines the user: a relative exec command is looked up there. Null for text. */
  userFolder: string | null
}

export interface KubeconfigInput {
  /** Files in order of precedence, or literal text; text is used when both are given. */
  paths: readonly string[]
  text?: string
}

interface Entries {
  contexts: Map<string, { context: z.infer<typeof ContextEntry>['context']; origin: string }>
  clusters: Map<string, { cluster: ClusterFields; origin: string }>
  users: Map<string, { user: UserFields; origin: string; folder: string | null }>
  currentContext: string | null
  /** What could not be used, worded for the reader; a broken entry does not hide the healthy ones. */
  problems: string[]
  origins: string[]
}

/**
 * Reads and merges kubeconfig files as kubectl does: the first definition of a name wins, missing files are passed over
 * while another one exists, and relative paths belong to the file that holds them.
 * Fact: kubernetes/client-go `tools/clientcmd/loader.go` (ClientConfigLoadingRules.Load), v0.31.
 */
export async function readKubeconfig(input: KubeconfigInput): Promise<Entries> {
  const entries: Entries = {
    contexts: new Map(),
    clusters: new Map(),
    users: new Map(),
    currentContext: null,
    problems: [],
    origins: [],
  }
  if (input.text !== undefined) {
    mergeDocument(entries, input.text, 'the given kubeconfig text', null)
    return entries
  }
  const missing: string[] = []
  for (const file of input.paths) {
    const absolute = path.resolve(file)
    try {
      mergeDocument(entries, await readFile(absolute, 'utf8'), absolute, path.dirname(absolute))
    } catch (error) {
      if (isErrorCode(error, 'ENOENT')) missing.push(absolute)
      else entries.problems.push(`${absolute} cannot be read (${describeError(error)}); check its permissions`)
    }
  }
  if (entries.origins.length === 0 && missing.length > 0) {
    entries.problems.push(`kubeconfig ${missing.join(', ')} does not exist; set KUBECONFIG or create the file`)
  }
  if (input.paths.length === 0)
    entries.problems.push('no kubeconfig was given; set KUBECONFIG or name a file in the configuration')
  return entries
}

/** Picks one context (null: the current one) and what it refers to, or says which field of which file is wrong and the fix. */
export function resolveContext(entries: Entries, wanted: string | null): ResolvedContext | { problem: string } {
  const name = wanted ?? entries.currentContext
  const where = entries.origins.join(', ') || 'the kubeconfig'
  const others = entries.problems.length > 0 ? ` Also: ${entries.problems.join('; ')}.` : ''
  if (entries.origins.length === 0) return { problem: entries.problems.join('; ') || 'the kubeconfig is empty' }
  if (name === null || name === '') {
    return {
      problem: `${where} has no current-context; run "kubectl config use-context NAME" or name a context.${others}`,
    }
  }
  const context = entries.contexts.get(name)
  if (context === undefined) {
    const known = [...entries.contexts.keys()]
    const choices = known.length > 0 ? `it has ${known.join(', ')}` : 'it has no contexts'
    return { problem: `context "${name}" is not in ${where}; ${choices}.${others}` }
  }
  const cluster = entries.clusters.get(context.context.cluster)
  if (cluster === undefined) {
    const field = `contexts["${name}"].context.cluster`
    return {
      problem: `${field} in ${context.origin} names cluster "${context.context.cluster}", which is not defined.${others}`,
    }
  }
  if (!/^https?:\/\//.test(cluster.cluster.server)) {
    const field = `clusters["${context.context.cluster}"].cluster.server`
    return {
      problem: `${field} in ${cluster.origin} is "${cluster.cluster.server}"; it must start with https:// or http://`,
    }
  }
  const userName = context.context.user ?? ''
  const user = userName === '' ? { user: {}, folder: null } : entries.users.get(userName)
  if (user === undefined) {
    const field = `contexts["${name}"].context.user`
    return { problem: `${field} in ${context.origin} names user "${userName}", which is not defined.${others}` }
  }
  return {
    name,
    namespace: context.context.namespace || null,
    clusterName: context.context.cluster,
    cluster: cluster.cluster,
    userName,
    user: user.user,
    userFolder: user.folder,
  }
}

function mergeDocument(entries: Entries, text: string, origin: string, folder: string | null): void {
  let document: unknown
  try {
    document = parse(text, { maxAliasCount: 100 })
  } catch (error) {
    entries.problems.push(`${origin} is not valid YAML (${describeError(error).split('\n')[0]})`)
    return
  }
  if (document === null || document === undefined) return
  if (typeof document !== 'object' || Array.isArray(document)) {
    entries.problems.push(`${origin} is not a kubeconfig: the top level must be a mapping`)
    return
  }
  const fields: Record<string, unknown> = { ...document }
  entries.origins.push(origin)
  for (const { context, name } of readEntries(entries, fields, 'contexts', ContextEntry, origin)) {
    if (!entries.contexts.has(name)) entries.contexts.set(name, { context, origin })
  }
  for (const { cluster, name } of readEntries(entries, fields, 'clusters', ClusterEntry, origin)) {
    const resolved = { ...cluster, 'certificate-authority': absolutePath(folder, cluster['certificate-authority']) }
    if (!entries.clusters.has(name)) entries.clusters.set(name, { cluster: resolved, origin })
  }
  for (const { user, name } of readEntries(entries, fields, 'users', UserEntry, origin)) {
    const resolved: UserFields = {
      ...user,
      tokenFile: absolutePath(folder, user?.tokenFile),
      'client-certificate': absolutePath(folder, user?.['client-certificate']),
      'client-key': absolutePath(folder, user?.['client-key']),
    }
    if (!entries.users.has(name)) entries.users.set(name, { user: resolved, origin, folder })
  }
  const current = fields['current-context']
  if (entries.currentContext === null && typeof current === 'string' && current !== '') entries.currentContext = current
}

function readEntries<T>(
  entries: Entries,
  fields: Record<string, unknown>,
  key: string,
  schema: z.ZodType<T>,
  origin: string,
): T[] {
  const list = fields[key]
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) {
    entries.problems.push(`${key} in ${origin} must be a list`)
    return []
  }
  return list.flatMap((entry: unknown, position) => {
    const result = schema.safeParse(entry)
    if (result.success) return [result.data]
    const issue = result.error.issues[0]
    const field = [`${key}[${position}]`, ...(issue?.path ?? []).map(String)].join('.')
    entries.problems.push(`${field} in ${origin}: ${issue?.message ?? 'not valid'}`)
    return []
  })
}

function absolutePath(folder: string | null, file: string | null | undefined): string | null {
  if (file === null || file === undefined || file === '') return null
  return path.isAbsolute(file) || folder === null ? file : path.join(folder, file)
}

export function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
