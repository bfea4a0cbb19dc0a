import { isRecord, type JsonRecord, readArray, readString } from '@/lib/demo/json'
import { type CertificateState, certificateStates } from '@/lib/demo/scenarios/certificates'
import { type PodCondition, podConditions } from '@/lib/demo/scenarios/pods'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

/**
 * An application of a tenant in short form: Deployment, Service and Ingress follow from it, and the three patches say where
 * this one differs. A scenario file reads best when the patch is the fault and nothing else.
 */
export interface AppSpec {
  name: string
  namespace: string
  /** The check that explains why traffic fails here; null for an application that works. */
  broken: string | null
  /** The check of severity warning that says what is at risk here while traffic may flow. */
  warned: string | null
  createdAt: string
  replicas: number
  image: string
  hosts: string[]
  path: string
  /** Hosts of the tls entry; empty for an Ingress without tls. */
  tlsHosts: string[]
  pods: PodCondition
  /** When Pods of condition `terminating`, or the Ingress, were deleted. */
  deletedAt: string | null
  isIngressDeleted: boolean
  /** Addresses in the Ingress status; null for those that the controller publishes. */
  addresses: string[] | null
  /** Addresses that DNS holds; null for what external-dns would write from the status. */
  recordAddresses: string[] | null
  /** Owner id that signed the record in DNS; null for the cluster's own external-dns. */
  recordOwner: string | null
  certificate: CertificateState
  /** Merge patches; null leaves the object out. */
  deployment: JsonRecord | null
  service: JsonRecord | null
  ingress: JsonRecord | null
}

const knownKeys = new Set([
  'app',
  'broken',
  'warned',
  'age',
  'replicas',
  'image',
  'hosts',
  'path',
  'tls',
  'pods',
  'deleted',
  'ingressDeleted',
  'status',
  'dns',
  'owner',
  'certificate',
  'deployment',
  'service',
  'ingress',
])

const strings = (value: unknown, ...path: string[]) =>
  readArray(value, ...path).filter((entry) => typeof entry === 'string')

function readPatch(document: JsonRecord, key: string): JsonRecord | null {
  const patch = document[key]
  if (patch === null) return null
  return isRecord(patch) ? patch : {}
}

/** Reads one `app:` document of a tenant file; throws naming the application and the key it cannot use. */
export function readApp(
  document: JsonRecord,
  tenant: { namespace: string; zone: string },
  context: ScenarioContext,
): AppSpec {
  const name = readString(document, 'app') ?? ''
  const fail = (why: string): never => {
    throw new Error(`Application "${name}" of tenant ${tenant.namespace}: ${why}`)
  }
  if (name === '') fail('the key app must name it')
  for (const key of Object.keys(document))
    if (!knownKeys.has(key)) fail(`the key ${key} is not known; known are ${[...knownKeys].join(', ')}`)
  const hosts = 'hosts' in document ? strings(document, 'hosts') : [`${name}.${tenant.zone}`]
  const podsWord = readString(document, 'pods') ?? 'ready'
  const pods =
    podConditions.find((condition) => condition === podsWord) ??
    fail(`pods is "${podsWord}", expected one of ${podConditions.join(', ')}`)
  const certificateWord = readString(document, 'certificate') ?? 'ready'
  const certificate =
    certificateStates.find((state) => state === certificateWord) ??
    fail(`certificate is "${certificateWord}", expected one of ${certificateStates.join(', ')}`)
  const age = readString(document, 'age') ?? `${3 + context.pick(80, 'age', tenant.namespace, name)}d`
  const deleted = readString(document, 'deleted') ?? readString(document, 'ingressDeleted')
  const replicas = document.replicas
  return {
    name,
    namespace: tenant.namespace,
    broken: readString(document, 'broken') ?? null,
    warned: readString(document, 'warned') ?? null,
    createdAt: context.ago(age),
    replicas: typeof replicas === 'number' ? replicas : 2 + context.pick(2, 'replicas', tenant.namespace, name),
    image:
      readString(document, 'image') ??
      `registry.example.org/${tenant.namespace}/${name}:1.${context.pick(40, 'tag', name)}.${context.pick(9, 'patch', name)}`,
    hosts,
    path: readString(document, 'path') ?? '/',
    tlsHosts: document.tls === false ? [] : 'tls' in document ? strings(document, 'tls') : hosts,
    pods,
    deletedAt: deleted === undefined ? null : context.ago(deleted),
    isIngressDeleted: 'ingressDeleted' in document,
    addresses: document.status === 'none' ? [] : 'status' in document ? strings(document, 'status') : null,
    recordAddresses: document.dns === 'none' ? [] : 'dns' in document ? strings(document, 'dns') : null,
    recordOwner: readString(document, 'owner') ?? null,
    certificate,
    deployment: readPatch(document, 'deployment'),
    service: readPatch(document, 'service'),
    ingress: readPatch(document, 'ingress'),
  }
}
