import type { KindMap } from '@/lib/model/kubernetes'
import { type ContainerCommand, type EnvironmentValue, expandVariables } from './flags'

export type PodSpec = NonNullable<KindMap['Pod']['spec']>
export type Container = PodSpec['containers'][number]

const shells = /(^|\/)(ba|da|a)?sh$/

/**
 * How a container starts: its arguments with `$(VARIABLE)` filled in, and its environment. The namespace and the Pod's name are
 * known from the Pod itself; what comes from a ConfigMap, a Secret or a shell script stays unknown and says so.
 */
export function readContainerCommand(
  container: Container,
  namespace: string,
  podName: string | null,
): ContainerCommand {
  const environment: Record<string, EnvironmentValue> = {}
  for (const variable of container.env ?? []) {
    environment[variable.name] = readVariable(variable, environment, namespace, podName)
  }
  const words = [...(container.command ?? []), ...(container.args ?? [])]
  const isScript = shells.test(words[0] ?? '') && words.includes('-c')
  const firstFlag = words.findIndex((word) => word.startsWith('-') || word.startsWith('@'))
  return {
    tokens: (firstFlag === -1 ? [] : words.slice(firstFlag)).map((word) => expandVariables(word, environment)),
    environment,
    hiddenEnvironment: describeHiddenEnvironment(container),
    opaque: isScript ? 'it is started by a shell script' : null,
  }
}

/** The words of a container's command line as the Pod writes them, for recognising a program. */
export function listCommandWords(container: Container): string[] {
  return [...(container.command ?? []), ...(container.args ?? [])]
}

/** `1.15.1` from an image tag (`…:v1.15.1@sha256:…`) or a version label; null when neither looks like a version. */
export function readVersion(image: string | undefined, label: string | undefined): string | null {
  const tag = image?.replace(/@.*$/, '').match(/:v?(\d+\.\d+(\.\d+)?)[^/]*$/)?.[1]
  return tag ?? label?.match(/^v?(\d+\.\d+(\.\d+)?)/)?.[1] ?? null
}

/** Whether a version is at least `major.minor`; null when the version is not known. */
export function isVersionAtLeast(version: string | null, major: number, minor: number): boolean | null {
  if (version === null) return null
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

function readVariable(
  variable: NonNullable<Container['env']>[number],
  environment: Readonly<Record<string, EnvironmentValue>>,
  namespace: string,
  podName: string | null,
): EnvironmentValue {
  const source = variable.valueFrom
  if (source === undefined || source === null) {
    const { text, unknown } = expandVariables(variable.value ?? '', environment)
    return unknown === null ? { value: text } : { unknown }
  }
  const field = source.fieldRef?.fieldPath
  if (field === 'metadata.namespace') return { value: namespace }
  if (field === 'metadata.name' && podName !== null) return { value: podName }
  if (source.configMapKeyRef)
    return { unknown: `${variable.name} comes from ConfigMap ${source.configMapKeyRef.name ?? ''}` }
  if (source.secretKeyRef) return { unknown: `${variable.name} comes from a Secret` }
  return { unknown: `${variable.name} is filled in when the Pod starts` }
}

function describeHiddenEnvironment(container: Container): string | null {
  // Only a source whose prefix leads to EXTERNAL_DNS_… can set a flag.
  const source = (container.envFrom ?? []).find(
    ({ prefix }) => 'EXTERNAL_DNS_'.startsWith(prefix ?? '') || prefix?.startsWith('EXTERNAL_DNS_'),
  )
  if (source === undefined) return null
  if (source.configMapRef) return `the environment comes from ConfigMap ${source.configMapRef.name ?? ''}`
  return 'the environment comes from a Secret'
}
