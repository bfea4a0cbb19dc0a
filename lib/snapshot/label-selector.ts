import type { V1LabelSelector } from '@kubernetes/client-node'
import type { Json } from '@/lib/model/kubernetes'

export type LabelSelector = Json<V1LabelSelector>
export type Labels = Readonly<Record<string, string>>

/** Whether labels carry every pair of an equality selector (a Service's). An empty selector matches everything. */
export function matchesLabels(selector: Labels, labels: Labels | undefined): boolean {
  return Object.entries(selector).every(([key, value]) => labels?.[key] === value)
}

/**
 * Whether labels satisfy a LabelSelector: matchLabels and matchExpressions, all ANDed. `NotIn` also matches when the key is
 * absent. An empty selector matches everything (apimachinery `labels.Selector`).
 */
export function matchesLabelSelector(selector: LabelSelector, labels: Labels | undefined): boolean {
  if (!matchesLabels(selector.matchLabels ?? {}, labels)) return false
  return (selector.matchExpressions ?? []).every((expression) => {
    const value = labels?.[expression.key]
    switch (expression.operator) {
      case 'In':
        return value !== undefined && (expression.values ?? []).includes(value)
      case 'NotIn':
        return value === undefined || !(expression.values ?? []).includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return false
    }
  })
}
