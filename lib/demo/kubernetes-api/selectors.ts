import { readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { badRequest } from '@/lib/demo/kubernetes-api/status-error'

export type ObjectTest = (object: KubeObject) => boolean

/** Splits at commas that are outside parentheses: `a in (x,y),b=c` has two terms. */
function splitTerms(selector: string): string[] {
  const terms: string[] = []
  let depth = 0
  let term = ''
  for (const char of selector) {
    if (char === '(') depth += 1
    if (char === ')') depth -= 1
    if (char === ',' && depth === 0) {
      terms.push(term)
      term = ''
    } else term += char
  }
  terms.push(term)
  return terms.map((text) => text.trim()).filter((text) => text !== '')
}

type LabelTest = (labels: Record<string, string>) => boolean

function parseLabelTerm(term: string): LabelTest {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term)
  if (set) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    if (operator === 'in') return (labels) => labels[key] !== undefined && values.includes(labels[key])
    return (labels) => labels[key] === undefined || !values.includes(labels[key])
  }
  const comparison = /^([^\s!=]+)\s*(!=|==|=)\s*([^\s=!]*)$/.exec(term)
  if (comparison) {
    const [, key = '', operator, value = ''] = comparison
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value
  }
  const absent = /^!\s*(\S+)$/.exec(term)
  if (absent) return (labels) => labels[absent[1] ?? ''] === undefined
  if (/^[^\s=!,()]+$/.test(term)) return (labels) => labels[term] !== undefined
  throw badRequest(`unable to parse requirement: found '${term}', expected a label selector`)
}

/**
 * Reads a label selector with the grammar of `k8s.io/apimachinery/pkg/labels`; an absent key satisfies `!=` and `notin`.
 * An empty selector matches everything. Throws a 400 StatusError for text it cannot read.
 */
export function parseLabelSelector(selector: string): ObjectTest {
  const tests = splitTerms(selector).map(parseLabelTerm)
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}))
}

const fieldPaths: Record<string, string[]> = {
  'metadata.name': ['metadata', 'name'],
  'metadata.namespace': ['metadata', 'namespace'],
  'spec.nodeName': ['spec', 'nodeName'],
  'spec.restartPolicy': ['spec', 'restartPolicy'],
  'spec.serviceAccountName': ['spec', 'serviceAccountName'],
  'status.phase': ['status', 'phase'],
  'status.podIP': ['status', 'podIP'],
  'involvedObject.kind': ['involvedObject', 'kind'],
  'involvedObject.namespace': ['involvedObject', 'namespace'],
  'involvedObject.name': ['involvedObject', 'name'],
  'involvedObject.uid': ['involvedObject', 'uid'],
  'involvedObject.apiVersion': ['involvedObject', 'apiVersion'],
  'involvedObject.resourceVersion': ['involvedObject', 'resourceVersion'],
  'involvedObject.fieldPath': ['involvedObject', 'fieldPath'],
  reason: ['reason'],
  source: ['source', 'component'],
  type: ['type'],
}

/**
 * Reads a field selector (`=`, `==`, `!=`, comma is "and"). Only the fields that Kubernetes 1.31 itself can select are known;
 * any other gets the 400 that the real server gives.
 */
export function parseFieldSelector(selector: string): ObjectTest {
  const tests = splitTerms(selector).map((term): ObjectTest => {
    const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(term)
    const path = match ? fieldPaths[(match[1] ?? '').trim()] : undefined
    if (!match || !path) throw badRequest(`field label not supported: ${match?.[1] ?? term}`)
    const value = match[3] ?? ''
    const isNegated = match[2] === '!='
    return (object) => ((readString(object, ...path) ?? '') === value) !== isNegated
  })
  return (object) => tests.every((test) => test(object))
}
