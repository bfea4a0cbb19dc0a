import { describe, expect, it } from 'vitest'
import { findPlace } from './finding-place'

const ingress = { kind: 'Ingress', namespace: 'shop', name: 'checkout' }
const service = { kind: 'Service', namespace: 'shop', name: 'cart' }
const hit = { namespace: 'shop', name: 'web', host: 'web.example.net' }

describe('findPlace', () => {
  it('leads to the Ingress that it hits, at the host, whatever it is about', () => {
    expect(findPlace('blue', { area: 'ingress', object: service, ingresses: [hit] })).toEqual({
      label: 'shop/web',
      href: '/blue/ingresses/shop/web?host=web.example.net',
    })
  })

  it('leads to the Ingress that it is about when nothing more is known', () => {
    expect(findPlace('blue', { area: 'ingress', object: ingress })?.href).toBe('/blue/ingresses/shop/checkout')
  })

  it('leads to the page of its area', () => {
    const configMap = { kind: 'ConfigMap', namespace: 'kube-system', name: 'node-local-dns' }
    expect(findPlace('blue', { area: 'dns-cache', object: configMap })?.href).toBe('/blue/dns-cache')
    expect(findPlace('blue', { area: 'egress', object: configMap })?.href).toBe('/blue/egress')
  })

  it('leads nowhere when no page shows the object', () => {
    expect(findPlace('blue', { area: 'ingress', object: service })).toBeNull()
  })
})
