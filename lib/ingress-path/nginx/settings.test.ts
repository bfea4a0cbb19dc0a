import { describe, expect, it } from 'vitest'
import { findIngressControllers } from '@/lib/ingress-path/controllers'
import { createNginx, createPlatformView, forbid, type Platform } from '@/lib/ingress-path/platform-test-objects'
import { readNginxSettings, requireSetting, requireSwitch } from './settings'

const configured = '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller'

function read(args: string[], platform: Partial<Platform> = {}, image = 'x/controller:v1.15.1') {
  const view = createPlatformView({
    nginx: [createNginx({ image, args: ['/nginx-ingress-controller', ...args] })],
    ...platform,
  })
  const [controller] = findIngressControllers(view).instances
  if (controller === undefined) throw new Error('no controller')
  const settings = readNginxSettings(view, controller)
  const find = (name: string) => [...settings.flags, ...settings.options].find((one) => one.name === name)
  return { view, controller, settings, find }
}

const configMap = (data: Record<string, string>) => ({
  extra: { ConfigMap: [{ metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' }, data }] },
})

describe('settings of a controller', () => {
  it('say where each value comes from', () => {
    const { find, settings } = read(
      [configured, '--election-id=edge', '--update-status=false'],
      configMap({ 'use-forwarded-headers': 'true' }),
    )
    expect(find('election-id')).toMatchObject({ value: 'edge', origin: 'argument' })
    expect(find('update-status')).toMatchObject({ value: 'false', origin: 'argument' })
    expect(find('watch-namespace')).toMatchObject({ value: '', origin: 'default' })
    expect(find('use-forwarded-headers')).toMatchObject({ value: 'true', origin: 'config-map' })
    expect(find('annotations-risk-level')).toMatchObject({ value: 'High', origin: 'default' })
    expect(settings.configMap).toMatchObject({ state: 'read', ref: { namespace: 'ingress-nginx' } })
    expect(settings.problems).toEqual([])
  })

  it.each([
    ['x/controller:v1.15.1', 'High', 'true', 'false'],
    ['x/controller:v1.12.0', 'High', 'true', 'false'],
    ['x/controller:v1.11.5', 'Critical', 'false', 'true'],
    ['x/controller-chroot:v1.8.1@sha256:00', 'Critical', 'false', 'true'],
    ['x/controller@sha256:00', null, null, null],
  ])('take the defaults of the version: %s', (image, level, validation, crossNamespace) => {
    const { find } = read([], {}, image)
    expect(find('annotations-risk-level')?.value).toBe(level)
    expect(find('enable-annotation-validation')?.value).toBe(validation)
    expect(find('allow-cross-namespace-resources')?.value).toBe(crossNamespace)
  })

  it('a bare boolean swallows no argument, and a later one wins', () => {
    const { find } = read([
      '--watch-ingress-without-class',
      '--election-id',
      'a',
      '--election-id=b',
      '--disable-catch-all=0',
    ])
    expect(find('watch-ingress-without-class')?.value).toBe('true')
    expect(find('election-id')?.value).toBe('b')
    expect(find('disable-catch-all')?.value).toBe('false')
  })

  it('what cannot be read is unknown and named', () => {
    const { find, settings, view, controller } = read(
      ['--enable-ssl-passthrough=perhaps', '--status-update-interval=soon', configured],
      configMap({ 'allow-snippet-annotations': 'maybe' }),
    )
    expect(find('enable-ssl-passthrough')).toMatchObject({ value: null, origin: 'unknown' })
    expect(find('status-update-interval')).toMatchObject({ value: null, origin: 'unknown' })
    expect(settings.problems).toHaveLength(3)
    expect(() => requireSwitch(view, controller, 'allow-snippet-annotations')).toThrow(/neither true nor false/)
    expect(() => requireSetting(view, controller, 'no-such')).toThrow(/has no setting/)
  })

  it('without the right to read the ConfigMap only its settings are unknown', () => {
    const { find, settings } = read([configured], { unavailable: { ConfigMap: forbid('configmaps') } })
    expect(find('annotations-risk-level')).toMatchObject({ value: null, origin: 'unknown' })
    expect(find('enable-annotation-validation')?.value).toBe('true')
    expect(settings.configMap.unavailable?.need).toContain('configmaps')
  })
})
