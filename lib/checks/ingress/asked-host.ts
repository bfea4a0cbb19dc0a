import { type Check, clear, defineCheck, found, notApplicable, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { controllerInputs } from '@/lib/ingress-path/controllers'
import { findDeclaring, listSimilarHosts } from '@/lib/ingress-path/declared-hosts'
import { listRuleHosts, refTo } from '@/lib/ingress-path/locations'
import { hasRegularExpressions, matchesPath } from '@/lib/ingress-path/path-match'
import { listPaths } from '@/lib/ingress-path/subjects'
import { joinNames } from './controller-preconditions'

/** What somebody asks about: a host (lower case), and the path of the URL when they have one. */
export interface AskedHost {
  host: string
  path: string | null
}

const common = { area: 'ingress', hop: 'ingress-rule', severity: 'error', level: 'proven', who: 'tenant' } as const

/** Which annotations name hosts hangs on the flags of external-dns. */
const inputs = [...new Set(['Ingress', 'Service', ...controllerInputs] as const)]

const hostNotDeclared = defineCheck<AskedHost>({
  ...common,
  id: 'host-not-declared',
  title: 'Nobody declares the host',
  order: 15,
  inputs,
  page: {
    see: 'The host that was asked for stands in no rule, tls entry or hostname annotation of any Ingress, and in no annotation of a Service.',
    why: 'Nothing in this cluster answers for it: NGINX has no server of that name and answers 404, and external-dns makes no record.',
    fix: 'Correct the spelling, or create an Ingress with a rule for the host. An Ingress that was refused when it was created leaves no trace here: look at the tool that applied it.',
    confirm: 'kubectl get ingress -A',
    source: 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createServers)',
  },
  evaluate({ host }, view) {
    const { ingresses, services, missing } = findDeclaring(view, host)
    if (ingresses.length + services.length > 0) return clear
    if (missing !== null) return notRun(missing)
    const similar = listSimilarHosts(view, host)
    const hint = similar.length === 0 ? '' : ` Spelled alike: ${joinNames(similar)}.`
    return found({
      summary: `No Ingress and no Service declares ${host}, so nothing in this cluster answers for it.${hint}`,
      inShort: { effect: 'is declared by nobody', cause: `no Ingress and no Service names ${host}` },
      object: { kind: 'Ingress', namespace: null, name: host },
      evidence: [
        {
          observed: `no rule, tls entry or annotation with ${host}`,
          expected:
            similar.length === 0 ? 'a rule for the host' : `one of ${similar.join(', ')}, if one of them is meant`,
        },
      ],
      fix: {
        text:
          similar.length === 0
            ? `Create an Ingress with a rule for ${host}.`
            : `Correct the spelling, or create an Ingress with a rule for ${host}.`,
        commands: ['kubectl get ingress -A'],
      },
    })
  },
})

const pathNotCovered = defineCheck<AskedHost>({
  ...common,
  id: 'path-not-covered',
  title: 'No rule covers the path',
  order: 124,
  inputs,
  page: {
    see: 'The path that was asked for is covered by no path of any Ingress that has the host.',
    why: 'NGINX hands the request to its default backend, which answers 404. An Exact path covers itself only, and a Prefix path whole elements: /api does not cover /apiary.',
    fix: 'Add a rule for the path, or ask for one that is there.',
    confirm: "kubectl get ingress -A -o jsonpath='{.items[*].spec.rules[*].http.paths[*].path}'",
    source:
      'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (getBackendServers); Kubernetes 1.31, Ingress pathType',
  },
  evaluate({ host, path }, view) {
    if (path === null) return notApplicable('no path was asked for')
    const { ingresses, matchedHost, missing } = findDeclaring(view, host)
    const serving = ingresses.filter((ingress) => listRuleHosts(ingress).includes(matchedHost))
    const [first] = serving
    if (first === undefined) return notApplicable('no Ingress has a rule for the host')
    const isRegularExpression = serving.some((ingress) => hasRegularExpressions(ingress, matchedHost))
    const paths = serving.flatMap((ingress) => listPaths(ingress, matchedHost))
    const answers = paths.map((one) => matchesPath(one, path, isRegularExpression))
    if (answers.includes(true)) return clear
    if (answers.includes(null)) {
      const detail = 'a path of the host is a regular expression that Fairlead cannot read'
      return notRun({ what: `Paths of ${host}`, reason: 'not-built', detail, need: null })
    }
    if (missing !== null) return notRun(missing)
    const known = [...new Set(paths.map((one) => `${one.path} (${one.pathType ?? 'no path type'})`))]
    const names = joinNames(serving.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`))
    const cause = `no rule of Ingress ${names} covers it; there is ${known.join(', ')}`
    return found({
      summary: `Path ${path} of ${host} answers 404: ${cause}.`,
      inShort: { effect: 'answers 404', cause },
      object: refTo('Ingress', first),
      evidence: serving.map((ingress) => ({
        object: refTo('Ingress', ingress),
        field: 'spec.rules[*].http.paths[*].path',
        observed: listPaths(ingress, matchedHost)
          .map((one) => one.path ?? 'default backend')
          .join(', '),
        expected: `a path that covers ${path}`,
      })),
      fix: {
        text: `Add a rule for ${path}, or ask for a path that is there.`,
        commands: [
          formatCommand('kubectl', 'edit', 'ingress', first.metadata.name, '-n', first.metadata.namespace ?? ''),
        ],
      },
    })
  },
})

/** What is asked for by name rather than declared (rows 15 and 124 of the ingress catalogue). */
export const askedHostChecks: Check<AskedHost>[] = [hostNotDeclared, pathNotCovered]
