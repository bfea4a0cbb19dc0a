import { clear, defineCheck, found } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, controllerKey } from '@/lib/ingress-path/claim'
import { parseGoBoolean } from '@/lib/ingress-path/flags'
import { refTo } from '@/lib/ingress-path/locations'
import { valueRules } from '@/lib/ingress-path/nginx/annotation-rules'
import type { InvalidEffect, NginxAnnotation } from '@/lib/ingress-path/nginx/annotation-table'
import type { OwnAnnotation } from '@/lib/ingress-path/nginx/own-annotations'
import { requireSwitch, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { annotationField, describeDrop, dropEffect, judgeAnnotations, shortNames } from './annotation-preconditions'
import { nameOf } from './class-evidence'
import { joinNames } from './controller-preconditions'

/** An annotation whose value breaks its rule. */
interface BrokenValue extends OwnAnnotation {
  expects: string
  effect: InvalidEffect
}

/**
 * Values that break their rule. An empty value is not checked, an annotation that needs another one is only read beside it, and those whose
 * breach denies the location belong to `location-denied`.
 */
export function listBrokenValues(annotations: readonly OwnAnnotation[]): BrokenValue[] {
  const values = new Map(annotations.map(({ name, value }) => [name, value]))
  return annotations.flatMap((annotation) => {
    const { known, value } = annotation
    if (known === null || value === '' || known.onInvalid === 'denied' || !isRead(known, values)) return []
    const rule = valueRules[known.rule]
    if (!rule.isValid(value)) return [{ ...annotation, expects: rule.expects, effect: known.onInvalid }]
    const then = known.thenRule === undefined ? null : valueRules[known.thenRule]
    return then === null || then.isValid(value) ? [] : [{ ...annotation, expects: then.expects, effect: 'ignored' }]
  })
}

function isRead({ needs }: NginxAnnotation, values: ReadonlyMap<string, string>): boolean {
  if (needs === undefined) return true
  const other = values.get(needs.name) ?? ''
  if (needs.is === undefined) return other !== ''
  return needs.is === 'true' ? parseGoBoolean(other) === true : other === needs.is
}

const effectWords: Record<InvalidEffect, string> = {
  dropped: 'the controller leaves the Ingress out',
  denied: 'every path answers 503',
  ignored: 'the controller ignores it and uses its default',
  unknown: 'the controller ignores it, or leaves the Ingress out',
}

export const annotationValueInvalid = defineCheck<HostSubject>({
  area: 'ingress',
  hop: 'ingress-rule',
  severity: 'error',
  level: 'inferred',
  id: 'annotation-value-invalid',
  title: 'Annotation value breaks its rule',
  order: 31,
  who: 'tenant',
  inputs: [...new Set([...claimInputs, ...settingsInputs])],
  page: {
    see: 'The value of an annotation of ingress-nginx breaks the rule that the controller checks it by: "60s" where a whole number is expected, "yes" where true or false is. It is a warning where the controller only ignores the value.',
    why: 'For some annotations the controller leaves the whole Ingress out; for others it silently uses its default, so that the timeout or redirect that was meant is not there.',
    fix: 'Write the value as the finding says. Timeouts are whole numbers of seconds.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source:
      'ingress-nginx v1.15.1, internal/ingress/annotations/parser/validators.go, internal/ingress/annotations/annotations.go (Extract) and the parser of each annotation',
  },
  evaluate: (subject, view) =>
    judgeAnnotations(
      subject,
      view,
      (controller, annotations) => {
        const broken = listBrokenValues(annotations)
        if (broken.length === 0 || !requireSwitch(view, controller, 'enable-annotation-validation')) return null
        return { broken }
      },
      (objections) => {
        const { ingress } = subject
        const [first] = objections
        if (first === undefined) return clear
        const { broken } = first
        const isDropped = broken.some(({ effect }) => effect === 'dropped')
        const names = joinNames(objections.map(({ controller }) => controllerKey(controller)))
        const cause = `annotation ${shortNames(broken)} of Ingress ${nameOf(ingress)} is not what controller ${names} expects`
        return found({
          severity: isDropped ? 'error' : 'warning',
          summary: `A${cause.slice(1)}, ${isDropped ? describeDrop(ingress) : `so ${effectWords[broken[0]?.effect ?? 'unknown']}.`}`,
          ...(isDropped ? { inShort: { effect: dropEffect(ingress), cause } } : {}),
          object: refTo('Ingress', ingress),
          evidence: broken.map(({ key, value, expects, effect }) => ({
            object: refTo('Ingress', ingress),
            field: annotationField(key),
            observed: `${value} (${effectWords[effect]})`,
            expected: expects,
          })),
          fix: {
            text: `Correct ${broken.map(({ name, expects }) => `${name} (${expects})`).join(', ')}.`,
            commands: [
              formatCommand(
                'kubectl',
                'edit',
                'ingress',
                ingress.metadata.name,
                '-n',
                ingress.metadata.namespace ?? '',
              ),
            ],
          },
        })
      },
    ),
})
