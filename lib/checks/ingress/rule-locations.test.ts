import { describe, expect, it } from 'vitest'
import { createNginx, createTenantIngress, forbid, type IngressOptions } from '@/lib/ingress-path/platform-test-objects'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { annotate, arrange, withPath } from './annotation-examples'
import { runOn, runPathOn } from './check-test-cases'
import { hostLocationChecks, pathLocationChecks } from './rule-locations'

type Setting = Parameters<typeof arrange>[0]
const same = (ingress: Ingress) => ingress
const sibling = (options: IngressOptions = {}) => createTenantIngress({ name: 'sibling', ...options })

function judge(id: string, setting: Setting, change = same): string {
  const { platform } = arrange(setting)
  const [first, ...others] = platform.ingresses
  const ingresses = first === undefined ? [] : [change(first), ...others]
  const isHost = hostLocationChecks.some((check) => check.id === id)
  const changed = { ...platform, ingresses }
  return (isHost ? runOn(hostLocationChecks, id, changed) : runPathOn(pathLocationChecks, id, changed)).result.outcome
}

const beside = (...ingresses: Ingress[]): Setting => ({ platform: { ingresses } })
const hidden = { unavailable: { Pod: forbid('pods'), Deployment: forbid('deployments') } }
const old = { nginx: [createNginx({ image: 'x/controller:v1.11.4' })] }
const canary = { canary: 'true' }
const regex = sibling({ annotations: annotate({ 'use-regex': 'true' }) })
const alias = { 'server-alias': 'www.shop.example.net' }

type Row = [name: string, setting: Setting, outcome: string, change?: (ingress: Ingress) => Ingress]

const tables: Record<string, Row[]> = {
  'path-invalid-for-type': [
    ['a group in a Prefix path', {}, 'found', withPath('/api/(.*)')],
    ['in an Exact path', {}, 'found', withPath('/a b', 'Exact')],
    ['where anything is allowed', {}, 'not-applicable', withPath('/api/(.*)', 'ImplementationSpecific')],
    ['a plain path', {}, 'clear', withPath('/api/v1.2_x-y/')],
    ['before v1.12 nobody checks', { platform: old }, 'clear', withPath('/api/(.*)')],
    ['switched off', { data: { 'strict-validate-path-type': 'false' } }, 'clear', withPath('/api/(.*)')],
    ['the flags are hidden', { platform: hidden }, 'not-run', withPath('/api/(.*)')],
  ],
  'canary-without-primary': [
    ['alone', { annotations: canary }, 'found'],
    ['with its primary', { annotations: canary, ...beside(sibling()) }, 'clear'],
    [
      'a primary in another namespace counts',
      { annotations: canary, ...beside(sibling({ namespace: 'media' })) },
      'clear',
    ],
    ['the primary has another path', { annotations: canary, ...beside(withPath('/api')(sibling())) }, 'found'],
    [
      'the primary has another path type',
      { annotations: canary, ...beside(withPath('/', 'Exact')(sibling())) },
      'found',
    ],
    [
      'the primary has a path type that NGINX takes for the same',
      { annotations: canary, ...beside(withPath('/', 'ImplementationSpecific')(sibling())) },
      'clear',
    ],
    ['the primary is of another class', { annotations: canary, ...beside(sibling({ className: 'other' })) }, 'found'],
    [
      'two canaries are no primary',
      { annotations: canary, ...beside(sibling({ annotations: annotate(canary) })) },
      'found',
    ],
    ['switched off', { annotations: { canary: 'false' } }, 'not-applicable'],
    ['no canary', {}, 'not-applicable'],
    [
      'Ingresses cannot be read',
      { annotations: canary, platform: { unavailable: { Ingress: forbid('ingresses') } } },
      'not-run',
    ],
  ],
  'regex-host-side-effect': [
    ['use-regex beside a literal path', beside(regex), 'found', withPath('/api')],
    [
      'a rewrite that differs from the path',
      beside(sibling({ annotations: annotate({ 'rewrite-target': '/$1' }) })),
      'found',
      withPath('/api'),
    ],
    [
      'a rewrite that is the path',
      beside(sibling({ annotations: annotate({ 'rewrite-target': '/' }) })),
      'clear',
      withPath('/api'),
    ],
    ['an Exact / counts too', beside(regex), 'found', withPath('/', 'Exact')],
    ['only /', beside(regex), 'not-applicable'],
    ['its own', { annotations: { 'use-regex': 'true' } }, 'clear', withPath('/api')],
    [
      'another host',
      beside(sibling({ host: 'x.example.net', annotations: annotate({ 'use-regex': 'true' }) })),
      'clear',
      withPath('/api'),
    ],
    [
      'Ingresses cannot be read',
      { platform: { unavailable: { Ingress: forbid('ingresses') } } },
      'not-run',
      withPath('/api'),
    ],
  ],
  'server-alias-dropped': [
    [
      'the host of another Ingress',
      { annotations: alias, ...beside(sibling({ host: 'www.shop.example.net' })) },
      'found',
    ],
    [
      'an older Ingress has it too',
      {
        annotations: alias,
        ...beside(sibling({ host: 'x.example.net', createdAt: '2025-01-01T00:00:00Z', annotations: annotate(alias) })),
      },
      'found',
    ],
    [
      'a younger one has it too',
      {
        annotations: alias,
        ...beside(sibling({ host: 'x.example.net', createdAt: '2026-02-01T00:00:00Z', annotations: annotate(alias) })),
      },
      'clear',
    ],
    [
      'another class',
      { annotations: alias, ...beside(sibling({ host: 'www.shop.example.net', className: 'other' })) },
      'clear',
    ],
    ['nobody else', { annotations: alias }, 'clear'],
    ['a regular expression', { annotations: { 'server-alias': '~^www' } }, 'not-applicable'],
    ['no alias', {}, 'not-applicable'],
    [
      'Ingresses cannot be read',
      { annotations: alias, platform: { unavailable: { Ingress: forbid('ingresses') } } },
      'not-run',
    ],
  ],
}

describe.each(Object.entries(tables))('%s', (id, rows) => {
  it.each(rows)('%s', (_name, setting, outcome, change) => {
    expect(judge(id, setting, change)).toBe(outcome)
  })
})
