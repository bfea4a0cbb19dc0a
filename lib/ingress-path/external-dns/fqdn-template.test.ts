import { describe, expect, it } from 'vitest'
import { createTenantIngress } from '@/lib/ingress-path/platform-test-objects'
import { asIngressSource } from './dns-source'
import { evaluateTemplate } from './fqdn-template'

const source = asIngressSource(
  createTenantIngress({
    labels: { app: 'Checkout', tier: 'web' },
    annotations: { 'example.com/zone': 'shop.example.net' },
  }),
)

describe('an fqdn template', () => {
  it.each([
    ['{{.Name}}.example.net', ['checkout.example.net']],
    ['{{ .Name }}.{{ .Namespace }}.example.net', ['checkout.shop.example.net']],
    ['{{.ObjectMeta.Name}}.a.example, {{.Name}}.b.example.', ['checkout.a.example', 'checkout.b.example']],
    ['{{ index .Labels "app" | toLower }}.example.net', ['checkout.example.net']],
    ['{{ .Labels.tier }}.example.net', ['web.example.net']],
    ['{{ index .Annotations "example.com/zone" }}', ['shop.example.net']],
    ['{{ trimPrefix .Name "check" }}.example.net', ['out.example.net']],
    ['{{ replace "o" "0" .Name }}.example.net', ['check0ut.example.net']],
    ['{{- .Name -}} .example.net', ['checkout.example.net']],
    ['{{/* nothing */}}www.example.net', ['www.example.net']],
    ['{{ .Name | printf }}', null],
    ['{{ if .Name }}x{{ end }}', null],
    ['{{ range .Spec.Rules }}{{ .Host }},{{ end }}', null],
    ['{{ $x := .Name }}', null],
    ['{{ .Labels }}', null],
    ['{{ .Name', null],
    ['{{ "a\\n" }}', null],
  ])('%s', (template, names) => {
    const result = evaluateTemplate(template, source)
    expect('names' in result ? result.names : null).toEqual(names)
    if ('problem' in result) expect(result.problem).toMatch(/^it /)
  })

  it('prints what Go prints for a label that is missing: nothing through index, <no value> through a field', () => {
    expect(evaluateTemplate('{{ index .Labels "x" }}a.example', source)).toEqual({ names: ['a.example'] })
    expect(evaluateTemplate('{{ .Labels.x }}.example', source)).toEqual({ names: ['<novalue>.example'] })
  })
})
