import { type Check, clear, defineCheck, found, notApplicable, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs } from '@/lib/ingress-path/claim'
import { listIngressesWithRule } from '@/lib/ingress-path/host-server'
import {
  compareServingOrder,
  fullName,
  isAnnotationTrue,
  isCanary,
  isSameLocation,
  listRuleHosts,
  listServerAliases,
  locateBackend,
  readEffectiveClass,
  readLocation,
  refTo,
} from '@/lib/ingress-path/locations'
import { requireSwitch, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import { hasRegularExpressions } from '@/lib/ingress-path/path-match'
import { type HostSubject, type Ingress, listPaths, type PathSubject } from '@/lib/ingress-path/subjects'
import { judgeControllers } from './controller-preconditions'

const common = { area: 'ingress', hop: 'ingress-rule' } as const
const serversSource = 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go'

export const pathInvalidForType = defineCheck<PathSubject>({
  ...common,
  id: 'path-invalid-for-type',
  title: 'Path has characters that its type does not allow',
  severity: 'warning',
  level: 'proven',
  order: 36,
  who: 'tenant',
  inputs: [...new Set([...claimInputs, ...settingsInputs])],
  page: {
    see: 'A path of type Exact or Prefix has characters other than letters, digits and . _ - /, and the controller checks that (strict-validate-path-type, on by default since v1.12).',
    why: 'What is there is still served, but the admission webhook refuses the next change of the Ingress, also one that has nothing to do with the path.',
    fix: 'Use pathType ImplementationSpecific for regular expressions, or write the path without them.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.rules[*].http.paths[*].path}'",
    source:
      'ingress-nginx v1.15.1, internal/ingress/inspector/rules.go, internal/ingress/controller/controller.go (CheckIngress)',
  },
  evaluate(subject, view) {
    const { path, pathType } = subject.path
    if (path === null || (pathType !== 'Exact' && pathType !== 'Prefix'))
      return notApplicable('the type of the path allows any character')
    const location = readLocation(subject.path) ?? ''
    if (/^\/[A-Za-z0-9._\-/]*$/.test(location)) return clear
    return judgeControllers(subject, view, (controllers) => {
      if (!controllers.some((controller) => requireSwitch(view, controller, 'strict-validate-path-type'))) return clear
      const { ingress } = subject
      return found({
        summary: `Path ${location} of type ${pathType} has characters that the controller refuses at the next change of Ingress ${fullName(ingress)}; until then it is served.`,
        object: refTo('Ingress', ingress),
        evidence: [
          {
            object: refTo('Ingress', ingress),
            field: locateBackend(subject).field.replace(/\.backend$/, '.path'),
            observed: location,
            expected: 'letters, digits, . _ - and /, or pathType ImplementationSpecific',
          },
        ],
        fix: {
          text: 'Set pathType ImplementationSpecific, or write the path without these characters.',
          commands: [editCommand(ingress)],
        },
      })
    })
  },
})

export const canaryWithoutPrimary = defineCheck<PathSubject>({
  ...common,
  id: 'canary-without-primary',
  title: 'Canary has no primary Ingress',
  severity: 'error',
  level: 'proven',
  order: 37,
  who: 'tenant',
  inputs: ['Ingress'],
  page: {
    see: 'The Ingress is a canary, and no other Ingress of its class has the same host and path, both with pathType Exact or both with another, without being one.',
    why: 'A canary only takes a share of the traffic of its primary. Alone it is not served: the path answers 404, or whatever else the host has for it.',
    fix: 'Add the primary Ingress, or remove the canary annotation.',
    confirm: 'kubectl get ingress -A -o wide',
    source: `${serversSource} (mergeAlternativeBackends)`,
  },
  evaluate(subject, view) {
    const { ingress, host, path } = subject
    if (!isCanary(ingress)) return notApplicable('the Ingress is no canary')
    if (path.path === null) return notApplicable('a default backend has no path')
    const { ingresses, missing } = listIngressesWithRule(view, ingress, host)
    const hasPrimary = ingresses.some((other) => listPaths(other, host).some((one) => isSameLocation(one, path)))
    if (hasPrimary) return clear
    if (missing !== null) return notRun(missing)
    const where = `${host === '*' ? 'any host' : host}${path.path} (${path.pathType ?? 'no path type'})`
    const cause = `Ingress ${fullName(ingress)} is a canary, and there is no primary Ingress for ${where}`
    return found({
      summary: `${cause}, so NGINX does not serve it.`,
      inShort: { effect: 'is not served', cause },
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: 'metadata.annotations["nginx.ingress.kubernetes.io/canary"]',
          observed: 'true',
          expected: `an Ingress without it that has ${where}`,
        },
        {
          observed:
            ingresses.length === 0
              ? `no other Ingress has ${host}`
              : `${ingresses.map(fullName).join(', ')} has the host, but not this path`,
        },
      ],
      fix: {
        text: `Add an Ingress for ${where} that is no canary, or remove the annotation.`,
        commands: [editCommand(ingress)],
      },
    })
  },
})

export const regexHostSideEffect = defineCheck<HostSubject>({
  ...common,
  id: 'regex-host-side-effect',
  title: 'Another Ingress turns the paths into regular expressions',
  severity: 'warning',
  level: 'inferred',
  order: 39,
  who: 'tenant',
  inputs: ['Ingress'],
  page: {
    see: 'Another Ingress of the same host has use-regex, or a rewrite-target that differs from its path. This one has neither, and has a path other than /.',
    why: 'One such Ingress makes all paths of the host regular expressions that ignore case: an Exact path then matches everything that begins with it, and /api also matches /apiary.',
    fix: 'Give the Ingress with the regular expressions a host of its own.',
    confirm: 'kubectl get ingress -A -o wide',
    ignore: 'When the paths of the host are told apart anyway.',
    source: `${serversSource}, internal/ingress/controller/template/template.go (enforceRegexModifier)`,
  },
  evaluate({ ingress, host }, view) {
    if (!listRuleHosts(ingress).includes(host)) return notApplicable('the Ingress has no rule for the host')
    const literal = listPaths(ingress, host).filter(
      (path) => path.path !== null && (readLocation(path) !== '/' || path.pathType === 'Exact'),
    )
    if (literal.length === 0) return notApplicable('every path of the host is /')
    if (hasRegularExpressions(ingress, host)) return clear
    const { ingresses, missing } = listIngressesWithRule(view, ingress, host)
    const causes = ingresses.filter(
      (other) => fullName(other) !== fullName(ingress) && hasRegularExpressions(other, host),
    )
    const [first] = causes
    if (first === undefined) return missing === null ? clear : notRun(missing)
    const paths = literal.map(({ path }) => path).join(', ')
    return found({
      summary: `Ingress ${fullName(first)} has regular expressions for ${host}, so ${paths} of Ingress ${fullName(ingress)} is one too: it ignores case and matches whatever begins with it.`,
      object: refTo('Ingress', ingress),
      evidence: [
        ...causes.map((other) => ({
          object: refTo('Ingress', other),
          field: 'metadata.annotations',
          observed: isAnnotationTrue(other, 'use-regex')
            ? 'use-regex: true'
            : 'a rewrite-target that differs from its path',
        })),
        { object: refTo('Ingress', ingress), field: 'spec.rules[*].http.paths[*].path', observed: paths },
      ],
      fix: {
        text: 'Give the Ingress with the regular expressions a host of its own, or make sure that no path begins with another.',
        commands: [editCommand(ingress)],
      },
    })
  },
})

export const serverAliasDropped = defineCheck<HostSubject>({
  ...common,
  id: 'server-alias-dropped',
  title: 'Server alias is the host of another Ingress',
  severity: 'warning',
  level: 'proven',
  order: 40,
  who: 'tenant',
  inputs: ['Ingress'],
  page: {
    see: 'The server-alias annotation of the Ingress lists a name that is the host of a rule of another Ingress, or that an older Ingress has as its alias too.',
    why: 'NGINX has the name once. The alias is dropped, and the name is answered by the other Ingress.',
    fix: 'Remove the name from the annotation, or from the other Ingress.',
    confirm: 'kubectl get ingress -A -o wide',
    source: `${serversSource} (createServers, aliases)`,
  },
  evaluate({ ingress, host }, view) {
    const aliases = listServerAliases(ingress).filter((alias) => !alias.startsWith('~'))
    if (aliases.length === 0) return notApplicable('the Ingress has no alias')
    if (!listRuleHosts(ingress).includes(host)) return notApplicable('the Ingress has no rule for the host')
    const ownClass = readEffectiveClass(ingress)
    const isOther = (other: Ingress) => fullName(other) !== fullName(ingress) && readEffectiveClass(other) === ownClass
    let missing = null
    const taken: { alias: string; by: Ingress; how: string }[] = []
    for (const alias of aliases) {
      const rules = view.listingByIndex('Ingress', 'host', alias, null)
      const others = view.listingByIndex('Ingress', 'alias', alias, null)
      for (const listing of [rules, others]) {
        if (listing.state === 'unavailable') return notRun(listing.unavailable)
        missing ??= listing.missing
      }
      if (rules.state !== 'observed' || others.state !== 'observed') continue
      const owner = rules.objects.find((other) => isOther(other) && listRuleHosts(other).includes(alias))
      const older = others.objects.find((other) => isOther(other) && compareServingOrder(other, ingress) < 0)
      if (owner !== undefined) taken.push({ alias, by: owner, how: 'has a rule for it' })
      else if (older !== undefined) taken.push({ alias, by: older, how: 'is older and has the same alias' })
    }
    const [first] = taken
    if (first === undefined) return missing === null ? clear : notRun(missing)
    return found({
      summary: `Alias ${taken.map(({ alias }) => alias).join(', ')} of Ingress ${fullName(ingress)} has no effect: Ingress ${fullName(first.by)} ${first.how}.`,
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: 'metadata.annotations["nginx.ingress.kubernetes.io/server-alias"]',
          observed: aliases.join(', '),
          expected: 'names that no other Ingress has',
        },
        ...taken.map(({ alias, by, how }) => ({ object: refTo('Ingress', by), observed: `${how}: ${alias}` })),
      ],
      fix: {
        text: `Remove ${first.alias} from the annotation, or from Ingress ${fullName(first.by)}.`,
        commands: [editCommand(ingress)],
      },
    })
  },
})

const editCommand = ({ metadata }: Ingress) =>
  formatCommand('kubectl', 'edit', 'ingress', metadata.name, '-n', metadata.namespace ?? '')

/** Checks of a host among all Ingresses that have it (rows 39 and 40), and of one of its paths (rows 36 and 37). */
export const hostLocationChecks: Check<HostSubject>[] = [regexHostSideEffect, serverAliasDropped]
export const pathLocationChecks: Check<PathSubject>[] = [pathInvalidForType, canaryWithoutPrimary]
