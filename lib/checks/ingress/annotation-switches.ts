import { clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, controllerKey } from '@/lib/ingress-path/claim'
import { refTo } from '@/lib/ingress-path/locations'
import { readRiskLevel } from '@/lib/ingress-path/nginx/annotation-table'
import { defaultPrefix } from '@/lib/ingress-path/nginx/own-annotations'
import { requireSetting, requireSwitch, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import {
  annotationField,
  describeDrop,
  describeOption,
  dropEffect,
  judgeAnnotations,
  listConfigCommands,
  listPossibleAnnotations,
  removeAnnotations,
  shortNames,
} from './annotation-preconditions'
import { nameOf } from './class-evidence'
import { joinNames, judgeControllers } from './controller-preconditions'

const common = { area: 'ingress', hop: 'ingress-rule', level: 'proven', severity: 'error' } as const
const inputs = [...new Set([...claimInputs, ...settingsInputs])]

export const annotationWrongPrefix = defineCheck<HostSubject>({
  ...common,
  id: 'annotation-wrong-prefix',
  title: 'Controller reads annotations of another prefix',
  order: 33,
  who: 'tenant',
  inputs,
  page: {
    see: `The Ingress has annotations that begin with ${defaultPrefix}/, and its controller runs with another --annotations-prefix.`,
    why: 'The controller ignores all of them: redirects, rewrites, timeouts and access lists have no effect.',
    fix: 'Change the keys to the prefix of the controller.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source:
      'ingress-nginx v1.15.1, pkg/flags/flags.go (annotations-prefix), internal/ingress/annotations/parser/main.go',
  },
  evaluate: (subject, view) => {
    const { ingress } = subject
    const standard = listPossibleAnnotations(ingress).filter(({ prefix }) => prefix === defaultPrefix)
    if (standard.length === 0) return notApplicable(`no annotation begins with ${defaultPrefix}/`)
    return judgeControllers(subject, view, (controllers) => {
      const prefixes = controllers.map((controller) => requireSetting(view, controller, 'annotations-prefix'))
      if (prefixes.includes(defaultPrefix)) return clear
      const [first] = controllers
      const [prefix = ''] = prefixes
      if (first === undefined) return clear
      const cause = `controller ${controllerKey(first)} reads annotations that begin with ${prefix}/, and those of Ingress ${nameOf(ingress)} begin with ${defaultPrefix}/`
      return found({
        summary: `C${cause.slice(1)}, so ${shortNames(standard)} has no effect.`,
        inShort: { effect: 'is served without its annotations', cause },
        object: refTo('Ingress', ingress),
        evidence: [
          ...standard.map(({ key, name }) => ({
            object: refTo('Ingress', ingress),
            field: annotationField(key),
            observed: 'set, but ignored',
            expected: `${prefix}/${name}`,
          })),
          { object: first.workload, field: 'spec.containers[].args', observed: `--annotations-prefix=${prefix}` },
        ],
        fix: {
          text: `Rename the annotations so that they begin with ${prefix}/.`,
          commands: [
            formatCommand('kubectl', 'edit', 'ingress', ingress.metadata.name, '-n', ingress.metadata.namespace ?? ''),
          ],
        },
      })
    })
  },
})

export const snippetDisabled = defineCheck<HostSubject>({
  ...common,
  id: 'snippet-disabled',
  title: 'Snippets are switched off',
  order: 34,
  who: 'tenant',
  inputs,
  causes: ['annotation-risk-too-high'],
  page: {
    see: 'The Ingress has a snippet annotation, and allow-snippet-annotations of its controller is not true (the default since v1.9). Where the risk level would allow the snippet it is a warning: the rest of the Ingress works.',
    why: 'The snippet has no effect. With the default risk level the controller even leaves the whole Ingress out, which annotation-risk-too-high says.',
    fix: 'Remove the snippet, and use an annotation of its own for what it does.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source:
      'ingress-nginx v1.15.1, internal/ingress/controller/config/config.go (allow-snippet-annotations), store/store.go',
  },
  evaluate: (subject, view) =>
    judgeAnnotations(
      subject,
      view,
      (controller, annotations) => {
        const snippets = annotations.filter(({ name }) => name.endsWith('-snippet'))
        if (snippets.length === 0 || requireSwitch(view, controller, 'allow-snippet-annotations')) return null
        const level = readRiskLevel(requireSetting(view, controller, 'annotations-risk-level'))
        return { snippets, isKept: level === 'Critical' }
      },
      (objections) => {
        const { ingress } = subject
        const [first] = objections
        if (first === undefined) return clear
        const { snippets } = first
        const isKept = objections.some((objection) => objection.isKept)
        const names = joinNames(objections.map(({ controller }) => controllerKey(controller)))
        const cause = `controller ${names} has snippets switched off, and Ingress ${nameOf(ingress)} has ${shortNames(snippets)}`
        return found({
          severity: isKept ? 'warning' : 'error',
          summary: `C${cause.slice(1)}${isKept ? ', which has no effect; the rest of the Ingress is served.' : `, ${describeDrop(ingress)}`}`,
          inShort: { effect: dropEffect(ingress), cause },
          object: refTo('Ingress', ingress),
          evidence: [
            ...snippets.map(({ key }) => ({
              object: refTo('Ingress', ingress),
              field: annotationField(key),
              observed: 'set',
              expected: 'not set',
            })),
            ...objections.map(({ controller }) => describeOption(view, controller, 'allow-snippet-annotations')),
          ],
          fix: {
            text: `Remove ${shortNames(snippets)}, and look for an annotation that does the same.`,
            commands: [
              removeAnnotations(
                ingress,
                snippets.map(({ key }) => key),
              ),
              ...listConfigCommands(view, first.controller),
            ],
          },
        })
      },
    ),
})
