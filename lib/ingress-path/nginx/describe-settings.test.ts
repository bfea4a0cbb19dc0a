import { expect, it } from 'vitest'
import { findIngressControllers } from '@/lib/ingress-path/controllers'
import { describeControllerHop } from '@/lib/ingress-path/host-hops'
import {
  createNginx,
  createPlatformView,
  createTenantIngress,
  forbid,
  type Platform,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { ControllerSettings } from '@/lib/model/schemas/controller-settings'
import { describeSettings } from './describe-settings'

const configured = '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller'

function describe(args: string[], platform: Partial<Platform> = {}) {
  const nginx = [createNginx({ image: 'x/controller:v1.15.1', args: ['/nginx-ingress-controller', ...args] })]
  const view = createPlatformView({ nginx, ...platform })
  const [controller] = findIngressControllers(view).instances
  if (controller === undefined) throw new Error('no controller')
  const settings = describeSettings(view, controller)
  const find = (name: string) => settings.settings.find((one) => one.name === name)
  return { view, settings, find }
}

it('tells what was set with its origin, and what matters even at its default', () => {
  const configMap = {
    metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' },
    data: { 'allow-snippet-annotations': 'true' },
  }
  const { settings, find } = describe([configured, '--disable-catch-all'], { extra: { ConfigMap: [configMap] } })
  expect(ControllerSettings.parse(settings)).toEqual(settings)
  expect(find('disable-catch-all')).toMatchObject({ value: 'true', origin: 'argument' })
  expect(find('allow-snippet-annotations')).toMatchObject({ value: 'true', origin: 'config-map' })
  expect(find('annotations-risk-level')).toMatchObject({ value: 'High', origin: 'default' })
  expect(find('default-ssl-certificate')).toMatchObject({ value: '', origin: 'default' })
  expect(find('deep-inspect')).toBeUndefined()
  expect(settings.defaults.map(({ name }) => name)).toContain('deep-inspect')
  expect(settings.defaults.every(({ origin }) => origin === 'default')).toBe(true)
  expect(settings.configMap).toMatchObject({ state: 'read', object: { name: 'ingress-nginx-controller' } })
})

it('says what could not be read, and what would allow it', () => {
  const { settings, find } = describe([configured, '--update-status=perhaps'], {
    unavailable: { ConfigMap: forbid('configmaps') },
  })
  expect(settings.configMap).toMatchObject({
    state: 'unknown',
    need: expect.stringContaining('list and watch on configmaps'),
  })
  expect(find('annotations-risk-level')).toMatchObject({ value: null, origin: 'unknown' })
  expect(find('update-status')).toMatchObject({ value: null, because: '--update-status=perhaps' })
})

it('stands at the controller of a trace, and nowhere when nobody serves the Ingress', () => {
  const hopOf = (className: string) => {
    const ingress = createTenantIngress({ className })
    return describeControllerHop(createPlatformView({ ingresses: [ingress] }), { ingress, host: testHost })
  }
  expect(hopOf('nginx').settings?.map(({ controller }) => controller)).toEqual([
    'ingress-nginx/ingress-nginx-controller',
  ])
  expect(hopOf('gone').settings).toEqual([])
})
