import { describe, expect, it } from 'vitest'
import type { TracedHost } from '@/lib/model/trace'
import { drawPath } from './draw-path'
import { columns, pictureWidth } from './path-layout'
import { keyPaths } from './trace-selection'
import { createBrokenPath, createCause, createHop, createHost, createPath } from './traced-path-fixture'

const draw = (host: TracedHost, hasFold = false) => {
  const paths = keyPaths(host.paths)
  return drawPath(host, paths, paths[0]?.key ?? null, hasFold)
}
const placesOf = (host: TracedHost, hasFold = false) => {
  const { height, density, host: shared, lanes, certificate, fold, toolbar, edges } = draw(host, hasFold).layout
  return { height, density, shared, lanes, certificate, fold, toolbar, edges }
}
const textOf = (host: TracedHost, edgeId: string) => draw(host).edges.find(({ id }) => id === edgeId)?.text

describe('the layout of a path', () => {
  it('has seven columns, each right of the one before', () => {
    expect(columns.map(({ id }) => id)).toEqual([
      'dns-record',
      'load-balancer',
      'controller',
      'ingress-rule',
      'service',
      'endpoints',
      'pods',
    ])
    for (const [index, { x }] of columns.entries()) {
      const before = columns[index - 1]
      if (before) expect(x).toBeGreaterThanOrEqual(before.x + before.width + 20)
    }
    const last = columns.at(-1)
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBe(pictureWidth)
  })

  it('gives every path a lane from the rule on, and all of them one way up to the controller', () => {
    const { layout } = draw(createHost([createPath('/'), createPath('/api'), createPath('/static')]))
    expect(layout.lanes.map(({ key }) => key)).toEqual(['/', '/api', '/static'])
    expect(Object.keys(layout.lanes[0]?.boxes ?? {})).toEqual(['ingress-rule', 'service', 'endpoints', 'pods'])
    expect(layout.edges.map(({ id }) => id)).toEqual([
      'load-balancer',
      'controller',
      ...['/', '/api', '/static'].flatMap((key) =>
        ['ingress-rule', 'service', 'endpoints', 'pods'].map((id) => `${key}|${id}`),
      ),
    ])
  })

  it('draws the line from a load balancer straight to the ports of a Service', () => {
    const host = createHost([createPath('5432/TCP'), createPath('9187/TCP')], {
      hops: [createHop('dns-record'), createHop('load-balancer', 'failing')],
    })
    const { layout, edges } = draw(host)
    expect(layout.columns.map(({ id }) => id)).toEqual(['dns-record', 'load-balancer', 'service', 'endpoints', 'pods'])
    expect(Object.keys(layout.lanes[1]?.boxes ?? {})).toEqual(['service', 'endpoints', 'pods'])
    const [balancer, service] = [layout.host['load-balancer'], layout.lanes[0]?.boxes.service]
    const line = edges.find(({ id }) => id === '5432/TCP|service')
    expect(line?.d).toBe(`M${balancer.x + balancer.width} ${balancer.y + 22}H${service?.x}`)
    expect(edges.filter(({ isBroken }) => isBroken).map(({ id }) => id)).toEqual([
      '5432/TCP|service',
      '9187/TCP|service',
    ])
    expect(edges.map(({ id }) => id)).not.toContain('controller')
  })

  it.each([1, 2, 3, 4, 5, 30])('keeps the cards of %i paths apart and inside the picture', (count) => {
    const { layout } = draw(createHost(Array.from({ length: count }, (_, index) => createPath(`/${index}`))), true)
    const boxes = [
      ...Object.values(layout.host),
      ...layout.lanes.flatMap((lane) => Object.values(lane.boxes)),
      ...(layout.certificate ? [layout.certificate.box] : []),
      ...(layout.fold ? [layout.fold] : []),
    ]
    // With one lane buttons and fold do not meet: one path is never folded.
    if (count > 1) boxes.push(layout.toolbar)
    for (const [index, a] of boxes.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0)
      expect(a.x + a.width).toBeLessThanOrEqual(pictureWidth)
      expect(a.y + a.height).toBeLessThanOrEqual(layout.height)
      for (const b of boxes.slice(index + 1)) {
        const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(isApart, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(true)
      }
    }
  })

  it('does not move when texts, verdicts, causes and ports change', () => {
    const calm = createHost([createPath('/'), createPath('/api'), createPath('/static')])
    const long = 'a text that is much longer than the card it stands on, and says nothing that matters to its place '
    const stormy = createHost(
      [createBrokenPath('/'), createPath('/api', { ports: null }), createBrokenPath('/static', 'f2')],
      {
        verdict: 'failing',
        sentence: long,
        entryPorts: [],
        hops: calm.hops.map((hop) => ({ ...hop, verdict: 'not-checked', headline: long, reason: long })),
      },
    )
    expect(placesOf(stormy, true)).toEqual(placesOf(calm, true))
  })

  it('ends at the rule for a host without path, and leaves out the certificate where there is none', () => {
    const host = createHost([], { hops: createHost([]).hops.filter(({ id }) => id !== 'certificate') })
    const { layout, lanes } = draw(host)
    expect(layout.columns.map(({ id }) => id).at(-1)).toBe('ingress-rule')
    expect(lanes.map(({ hops }) => hops.map(({ id }) => id))).toEqual([['ingress-rule']])
    expect(layout.certificate).toBeNull()
  })
})

describe('what is drawn', () => {
  it('marks the hop of each path that breaks, and nothing on those that hold', () => {
    const drawn = draw(createHost([createPath('/'), createBrokenPath('/api'), createBrokenPath('/old', 'f2')]))
    expect(drawn.sharedGuilty).toBeNull()
    expect(drawn.lanes.map(({ guilty }) => guilty)).toEqual([null, 'service', 'service'])
  })

  it('marks a station that all paths share once, whatever breaks behind it', () => {
    const host = createHost([createPath('/'), createBrokenPath('/api')], { rootCause: createCause('dns-record', 'f0') })
    const drawn = draw(host)
    expect(drawn.sharedGuilty).toBe('dns-record')
    expect(drawn.lanes.map(({ guilty }) => guilty)).toEqual([null, null])
  })

  it('gives each lane the rule of its own path', () => {
    const taken = createPath('/api', {
      verdict: 'failing',
      rule: { verdict: 'failing', reason: 'An older Ingress has it.' },
      rootCause: createCause('ingress-rule'),
    })
    const drawn = draw(createHost([createPath('/'), taken]))
    const rules = drawn.lanes.map(({ hops }) => hops.find(({ id }) => id === 'ingress-rule'))
    expect(rules.map((rule) => [rule?.headline, rule?.verdict])).toEqual([
      ['/', 'passing'],
      ['/api', 'failing'],
    ])
    expect(drawn.lanes.map(({ guilty }) => guilty)).toEqual([null, 'ingress-rule'])
  })

  it('breaks the line after what fails or was not looked at', () => {
    const hops = createHost([]).hops.map((hop) =>
      hop.id === 'dns-record' ? createHop('dns-record', 'not-checked') : hop,
    )
    const { edges } = draw(createHost([createBrokenPath('/')], { hops }))
    expect(edges.filter(({ isBroken }) => isBroken).map(({ id }) => id)).toEqual([
      'load-balancer',
      '/|endpoints',
      '/|pods',
    ])
  })
})

describe('the labels of the lines', () => {
  it('tell the ports, with the number behind a named one', () => {
    const host = createHost([createPath('/')])
    expect(textOf(host, 'controller')).toEqual({ above: '443 → https', below: '(443)', full: '443 → https (443)' })
    expect(textOf(host, '/|service')?.full).toBe(':80')
    expect(textOf(host, '/|endpoints')?.full).toBe('80 → http (8080)')
  })

  it('repeat no number', () => {
    const ports = { port: 80, name: null, target: '8080', numbers: [8080] }
    expect(textOf(createHost([createPath('/', { ports })]), '/|endpoints')?.full).toBe('80 → 8080')
  })

  it('tell port 80 for a host without certificate', () => {
    const hops = createHost([]).hops.map((hop) =>
      hop.id === 'certificate' ? createHop('certificate', 'not-applicable') : hop,
    )
    expect(textOf(createHost([createPath('/')], { hops }), 'controller')?.full).toBe('80 → 80')
  })

  it('are left out where nothing is known', () => {
    const backend = { service: 'web', port: null, resource: null }
    const host = createHost([createPath('/', { ports: null, backend })], { entryPorts: [] })
    expect(draw(host).edges.filter(({ text }) => text !== null)).toEqual([])
  })
})
