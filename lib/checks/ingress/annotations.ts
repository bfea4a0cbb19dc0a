import { type Check, clear, defineCheck, type EvidenceDraft, found } from '@/lib/checks/define-check'
import { claimInputs, controllerKey } from '@/lib/ingress-path/claim'
import { refTo } from '@/lib/ingress-path/locations'
import { isRiskier, type RiskLevel, readRiskLevel } from '@/lib/ingress-path/nginx/annotation-table'
import type { OwnAnnotation } from '@/lib/ingress-path/nginx/own-annotations'
import { requireSetting, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import {
  annotationField,
  describeDrop,
  describeOption,
  dropEffect,
  judgeAnnotations,
  listConfigCommands,
  removeAnnotations,
  shortNames,
} from './annotation-preconditions'
import { annotationWrongPrefix, snippetDisabled } from './annotation-switches'
import { annotationValueInvalid } from './annotation-value'
import { nameOf } from './class-evidence'
import { joinNames } from './controller-preconditions'
import { locationDenied } from './location-denied'

const common = { area: 'ingress', hop: 'ingress-rule', level: 'proven', severity: 'error' } as const
const inputs = [...new Set([...claimInputs, ...settingsInputs])]
const syncSource = 'ingress-nginx v1.15.1, internal/ingress/controller/store/store.go (syncIngress)'

const annotationRiskTooHigh = defineCheck<HostSubject>({
  ...common,
  id: 'annotation-risk-too-high',
  title: 'Annotation is too risky for the controller',
  order: 30,
  who: 'either',
  inputs,
  page: {
    see: 'The Ingress has an annotation of ingress-nginx whose risk is above annotations-risk-level of the controller (High by default since v1.12).',
    why: 'The controller leaves the whole Ingress out, without an event and without an address: new hosts answer 404 and get no DNS record. After an update the version before stays in use until the controller restarts.',
    fix: 'Remove the annotation. If the platform team trusts everybody who may write Ingresses, it can raise annotations-risk-level in the ConfigMap of the controller.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source: `ingress-nginx v1.15.1, docs/user-guide/nginx-configuration/annotations-risk.md, internal/ingress/annotations/annotations.go (Extract); ${syncSource}`,
  },
  evaluate: (subject, view) => {
    // The lowest level that can be set is Low, so nothing of that risk is ever refused.
    const risky = (annotations: readonly OwnAnnotation[]) =>
      annotations.filter(({ known, name }) => known?.name === name && known.risk !== 'Low')
    return judgeAnnotations(
      subject,
      view,
      (controller, annotations) => {
        const candidates = risky(annotations)
        if (candidates.length === 0) return null
        const level = readRiskLevel(requireSetting(view, controller, 'annotations-risk-level'))
        const refused = candidates.filter(({ known }) => known !== null && isRiskier(known.risk, level))
        return refused.length === 0 ? null : { level, refused }
      },
      (objections) => {
        const { ingress } = subject
        const [first] = objections
        if (first === undefined) return clear
        const { refused, level } = first
        const risks = [...new Set(refused.map(({ known }) => known?.risk ?? ''))].join(', ')
        const names = joinNames(objections.map(({ controller }) => controllerKey(controller)))
        const cause = `annotation ${shortNames(refused)} of Ingress ${nameOf(ingress)} has risk ${risks}, and controller ${names} allows ${level} at most`
        return found({
          summary: `A${cause.slice(1)} (annotations-risk-level), ${describeDrop(ingress)}`,
          inShort: { effect: dropEffect(ingress), cause },
          object: refTo('Ingress', ingress),
          evidence: [
            ...refused.map(
              ({ key, known }): EvidenceDraft => ({
                object: refTo('Ingress', ingress),
                field: annotationField(key),
                observed: `set, risk ${known?.risk ?? 'not known'}`,
                expected: `risk ${level} or less`,
              }),
            ),
            ...objections.map(({ controller }) => describeOption(view, controller, 'annotations-risk-level')),
          ],
          fix: {
            text: `Remove ${shortNames(refused)}, or let the platform team raise annotations-risk-level to ${maxRisk(refused)}.`,
            commands: [
              removeAnnotations(
                ingress,
                refused.map(({ key }) => key),
              ),
              ...listConfigCommands(view, first.controller),
            ],
          },
        })
      },
    )
  },
})

const maxRisk = (annotations: readonly OwnAnnotation[]): RiskLevel =>
  annotations.reduce<RiskLevel>(
    (max, { known }) => (known !== null && isRiskier(known.risk, max) ? known.risk : max),
    'Low',
  )

const annotationWordBlocked = defineCheck<HostSubject>({
  ...common,
  id: 'annotation-word-blocked',
  title: 'Annotation contains a word that the controller blocks',
  order: 32,
  who: 'tenant',
  inputs,
  page: {
    see: 'The value of an annotation of ingress-nginx contains a word of annotation-value-word-blocklist in the ConfigMap of the controller.',
    why: 'The controller leaves the whole Ingress out, and only its log says so. The words are compared anywhere in the value, so a harmless word that contains a blocked one counts too.',
    fix: 'Write the value without the word, or remove the annotation.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source: `${syncSource}, checkBadAnnotationValue`,
  },
  evaluate: (subject, view) =>
    judgeAnnotations(
      subject,
      view,
      (controller, annotations) => {
        if (annotations.length === 0) return null
        const blocklist = requireSetting(view, controller, 'annotation-value-word-blocklist').trim()
        if (blocklist === '') return null
        // The words are not trimmed, and an empty one (a comma at the end) is part of every value.
        const words = blocklist.split(',')
        const blocked = annotations.flatMap((annotation) => {
          const word = words.find((one) => annotation.value.includes(one))
          return word === undefined ? [] : [{ ...annotation, word }]
        })
        return blocked.length === 0 ? null : { blocked }
      },
      (objections) => {
        const { ingress } = subject
        const [first] = objections
        if (first === undefined) return clear
        const { blocked } = first
        const words = [...new Set(blocked.map(({ word }) => (word === '' ? '(an empty word)' : word)))].join(', ')
        const names = joinNames(objections.map(({ controller }) => controllerKey(controller)))
        const cause = `annotation ${shortNames(blocked)} of Ingress ${nameOf(ingress)} contains ${words}, which controller ${names} blocks`
        return found({
          summary: `A${cause.slice(1)}, ${describeDrop(ingress)}`,
          inShort: { effect: dropEffect(ingress), cause },
          object: refTo('Ingress', ingress),
          evidence: [
            ...blocked.map(({ key, word }) => ({
              object: refTo('Ingress', ingress),
              field: annotationField(key),
              observed: `contains ${word === '' ? 'an empty word' : word}`,
              expected: 'none of the blocked words',
            })),
            describeOption(view, first.controller, 'annotation-value-word-blocklist'),
          ],
          fix: {
            text: `Write ${shortNames(blocked)} without ${words}, or remove it.`,
            commands: [
              removeAnnotations(
                ingress,
                blocked.map(({ key }) => key),
              ),
              ...listConfigCommands(view, first.controller),
            ],
          },
        })
      },
    ),
})

/** Does the controller keep the Ingress with these annotations (rows 30 to 35 of the ingress catalogue). */
export const annotationChecks: Check<HostSubject>[] = [
  annotationRiskTooHigh,
  annotationValueInvalid,
  annotationWordBlocked,
  annotationWrongPrefix,
  snippetDisabled,
  locationDenied,
]
