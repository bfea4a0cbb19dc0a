import { describe, expect, it } from 'vitest'
import { runCheck } from '@/lib/checks/run-check'
import { createIngress, createView, forbidden, pathOf, testNow } from '@/lib/ingress-path/backend-test-objects'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore } from '@/lib/snapshot/test-store'
import { pathRuleChecks, ruleChecks } from './rule'

const observed = { state: 'observed', observedAt: '', staleSince: null, staleReason: null } as const
const hostname = 'external-dns.alpha.kubernetes.io/hostname'
const alias = 'nginx.ingress.kubernetes.io/server-alias'

/** Runs a host check with these Ingresses in the cluster; the first is the one that is judged. */
function judgeHost(id: string, host: string, ingresses: Ingress[]) {
  const check = ruleChecks.find((one) => one.id === id)
  const [ingress] = ingresses
  if (check === undefined || ingress === undefined) throw new Error(`no check ${id}`)
  return runCheck(check, { ingress, host }, createView({ Ingress: ingresses }))
}

const outcomeOf = (run: ReturnType<typeof judgeHost>) => run.findings[0]?.severity ?? run.result.outcome

describe('ingress-terminating', () => {
  it('reports a deleted Ingress with what holds it', () => {
    const ingress = createIngress({})
    ingress.metadata = {
      ...ingress.metadata,
      deletionTimestamp: '2026-03-01T10:00:00Z',
      finalizers: ['example.com/lb'],
    }
    const run = judgeHost('ingress-terminating', 'web.example.net', [ingress])
    expect(outcomeOf(run)).toBe('error')
    expect(run.findings[0]?.summary).toContain('example.com/lb')
  })

  it('leaves alone an Ingress with finalizers that is not deleted', () => {
    const ingress = createIngress({})
    ingress.metadata = { ...ingress.metadata, finalizers: ['example.com/lb'] }
    expect(outcomeOf(judgeHost('ingress-terminating', 'web.example.net', [ingress]))).toBe('clear')
  })
})

describe('host-in-tls-only', () => {
  const tls = [{ hosts: ['shop.example.net'], secretName: 'shop' }]
  const judge = (ingresses: Ingress[], host = 'shop.example.net') =>
    outcomeOf(judgeHost('host-in-tls-only', host, ingresses))

  it('reports a tls host without a rule', () => {
    const run = judgeHost('host-in-tls-only', 'shop.example.net', [createIngress({ tls })])
    expect(run.findings[0]).toMatchObject({ severity: 'error', level: 'proven' })
    expect(run.findings[0]?.evidence[0]?.field).toBe('spec.tls[0].hosts')
  })

  it('is clear when a rule has the host, or server-alias serves it', () => {
    expect(judge([createIngress({ tls, host: 'shop.example.net' })])).toBe('clear')
    expect(judge([createIngress({ tls, annotations: { [alias]: 'shop.example.net' } })])).toBe('clear')
  })

  it('does not apply to a host that no tls entry lists, nor beside a regular expression in server-alias', () => {
    expect(judge([createIngress({ tls })], 'web.example.net')).toBe('not-applicable')
    expect(judge([createIngress({ tls, annotations: { [alias]: '~^shop' } })])).toBe('not-applicable')
  })

  it('is a warning when a wildcard rule, the rule without host, or another Ingress serves the host', () => {
    expect(judge([createIngress({ tls, host: '*.example.net' })])).toBe('warning')
    expect(judge([createIngress({ tls, host: '' })])).toBe('warning')
    expect(judge([createIngress({ tls }), createIngress({ name: 'shop', host: 'shop.example.net' })])).toBe('warning')
    expect(judge([createIngress({ tls }), createIngress({ name: 'all', host: '*.example.net' })])).toBe('warning')
  })

  it('is an error when the other Ingress with the rule is of another class', () => {
    const other = createIngress({ name: 'shop', host: 'shop.example.net', className: 'internal' })
    expect(judge([createIngress({ tls }), other])).toBe('error')
  })

  it('is a note when a wildcard entry covers the hosts of the rules', () => {
    const wildcard = [{ hosts: ['*.example.net'], secretName: 'wildcard' }]
    expect(judge([createIngress({ tls: wildcard })], '*.example.net')).toBe('info')
  })

  it('rests on an assumption while Ingresses of other namespaces cannot be read', () => {
    const ingress = createIngress({ tls })
    const view = createPartialView([ingress])
    const check = ruleChecks.find(({ id }) => id === 'host-in-tls-only')
    if (check === undefined) throw new Error('no check')
    const run = runCheck(check, { ingress, host: 'shop.example.net' }, view)
    expect(run.findings[0]).toMatchObject({ level: 'inferred', summary: expect.stringContaining('could not be read') })
  })
})

describe('host-in-annotation-only', () => {
  const annotations = { [hostname]: 'shop.example.net' }
  const judge = (ingresses: Ingress[], host = 'shop.example.net') =>
    outcomeOf(judgeHost('host-in-annotation-only', host, ingresses))

  it('reports a host that only the annotation has', () => {
    const run = judgeHost('host-in-annotation-only', 'shop.example.net', [createIngress({ annotations })])
    expect(outcomeOf(run)).toBe('error')
    expect(run.findings[0]?.evidence[0]?.field).toBe(`metadata.annotations[${hostname}]`)
  })

  it('is clear when anybody serves the host', () => {
    expect(judge([createIngress({ annotations, host: 'shop.example.net' })])).toBe('clear')
    expect(judge([createIngress({ annotations, host: '*.example.net' })])).toBe('clear')
    expect(judge([createIngress({ annotations }), createIngress({ name: 'b', host: 'shop.example.net' })])).toBe(
      'clear',
    )
    expect(judge([createIngress({ annotations: { [hostname]: '*.example.net' } })], '*.example.net')).toBe('clear')
  })

  it('does not apply to a host of a tls entry, which has its own check', () => {
    expect(judge([createIngress({ annotations, tls: [{ hosts: ['shop.example.net'] }] })])).toBe('not-applicable')
  })
})

describe('path-shadowed-by-older', () => {
  const [check] = pathRuleChecks
  if (check === undefined) throw new Error('no check')
  const mine = createIngress({ createdAt: '2026-02-01T00:00:00Z' })
  const judge = (others: Ingress[], ingress = mine, index = 0) =>
    runCheck(check, pathOf(ingress, index), createView({ Ingress: [ingress, ...others] }))
  const older = (overrides: Parameters<typeof createIngress>[0]) =>
    createIngress({ name: 'old', namespace: 'media', ...overrides })

  it('reports the path on the younger Ingress and names the older one', () => {
    const run = judge([older({})])
    expect(run.findings[0]).toMatchObject({
      severity: 'error',
      object: { kind: 'Ingress', namespace: 'shop', name: 'web' },
    })
    expect(run.findings[0]?.summary).toContain('media/old')
  })

  it('names the oldest of several', () => {
    const others = [
      older({ name: 'a', createdAt: '2025-06-01T00:00:00Z' }),
      older({ name: 'b', createdAt: '2025-01-01T00:00:00Z' }),
    ]
    expect(judge(others).findings[0]?.summary).toContain('media/b')
  })

  it.each([
    ['younger', older({ createdAt: '2026-03-01T00:00:00Z' })],
    ['of another class', older({ className: 'internal' })],
    ['a canary', older({ annotations: { 'nginx.ingress.kubernetes.io/canary': 'true' } })],
    ['of another path', older({ path: '/api' })],
    ['of another host', older({ host: 'other.example.net' })],
  ])('leaves alone an Ingress that is %s', (_, other) => {
    expect(outcomeOf(judge([other]))).toBe('clear')
  })

  it('takes the class annotation for the class where the field is missing', () => {
    const annotated = older({ className: null, annotations: { 'kubernetes.io/ingress.class': 'nginx' } })
    expect(outcomeOf(judge([annotated]))).toBe('error')
  })

  it('of two path types, NGINX tells only Exact from the others', () => {
    const withType = (pathType: string) => {
      const other = older({})
      for (const path of other.spec?.rules?.[0]?.http?.paths ?? []) path.pathType = pathType
      return outcomeOf(judge([other]))
    }
    expect(withType('ImplementationSpecific')).toBe('error')
    expect(withType('Exact')).toBe('clear')
  })

  it('of the same second, the name that sorts last wins', () => {
    const twin = (name: string) =>
      createIngress({ name, namespace: 'shop', service: 'other', createdAt: '2026-02-01T00:00:00Z' })
    expect(outcomeOf(judge([twin('xyz')]))).toBe('error')
    expect(outcomeOf(judge([twin('abc')]))).toBe('clear')
  })

  it('is a warning when both lead to the same backend', () => {
    expect(outcomeOf(judge([older({ namespace: 'shop' })]))).toBe('warning')
  })

  it('does not apply to a canary or a default backend', () => {
    const canary = createIngress({ annotations: { 'nginx.ingress.kubernetes.io/canary': 'true' } })
    expect(outcomeOf(judge([older({})], canary))).toBe('not-applicable')
    expect(outcomeOf(judge([older({})], createIngress({ defaultService: 'sorry' }), 1))).toBe('not-applicable')
  })

  it('does not run while other namespaces cannot be read, unless an older one is seen', () => {
    const seen = createIngress({ name: 'old', service: 'other' })
    expect(runCheck(check, pathOf(mine), createPartialView([mine])).result.outcome).toBe('not-run')
    expect(runCheck(check, pathOf(mine), createPartialView([mine, seen])).result.outcome).toBe('found')
  })
})

describe('inputs', () => {
  it('are read exactly as declared', () => {
    const ingress = createIngress({ tls: [{ hosts: ['a.example.net'] }], annotations: { [hostname]: 'b.example.net' } })
    const inputsOf = (run: (judgements: Judgements) => void) => {
      const judgements = new Judgements(createTestStore({ Ingress: [ingress] }))
      run(judgements)
      return [...judgements.inputsOf('run')]
    }
    for (const check of ruleChecks) {
      const host = check.id === 'host-in-tls-only' ? 'a.example.net' : 'b.example.net'
      const inputs = inputsOf((all) => all.get('run', testNow, (view) => runCheck(check, { ingress, host }, view)))
      expect([check.id, inputs]).toEqual([check.id, check.inputs])
    }
    for (const check of pathRuleChecks) {
      expect(inputsOf((all) => all.get('run', testNow, (view) => runCheck(check, pathOf(ingress), view)))).toEqual(
        check.inputs,
      )
    }
  })
})

/** Only namespace `shop` can be read. */
function createPartialView(ingresses: Ingress[]) {
  const store = createTestStore({ Ingress: ingresses })
  store.setScopeState('Ingress', null, { state: 'unavailable', ...forbidden('ingresses') })
  store.setScopeState('Ingress', 'shop', observed)
  return new ClusterView(store, testNow)
}
