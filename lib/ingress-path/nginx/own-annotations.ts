import type { Ingress } from '@/lib/ingress-path/subjects'
import { annotationAliases, type NginxAnnotation, nginxAnnotations } from './annotation-table'

export const defaultPrefix = 'nginx.ingress.kubernetes.io'

/** One annotation that a controller with this prefix reads: its whole key, and what is known of it (null: ingress-nginx has none of that name). */
export interface OwnAnnotation {
  key: string
  /** Without prefix, as written. */
  name: string
  value: string
  known: NginxAnnotation | null
}

/** The annotations of an Ingress under a prefix, by key. */
export function listOwnAnnotations(ingress: Ingress, prefix: string = defaultPrefix): OwnAnnotation[] {
  const start = `${prefix}/`
  return Object.entries(ingress.metadata.annotations ?? {})
    .filter(([key]) => key.startsWith(start))
    .map(([key, value]) => {
      const name = key.slice(start.length)
      return { key, name, value, known: nginxAnnotations.get(annotationAliases.get(name) ?? name) ?? null }
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The value of one annotation, or of its older name; null when it is not set or empty. */
export function readOwnAnnotation(ingress: Ingress, name: string, prefix: string = defaultPrefix): string | null {
  const annotations = ingress.metadata.annotations ?? {}
  const older = [...annotationAliases].find(([, current]) => current === name)?.[0]
  return annotations[`${prefix}/${name}`] || (older === undefined ? '' : annotations[`${prefix}/${older}`]) || null
}
