import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listTopics, TopicBus } from './topics'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('maps changes to what pages show', () => {
  expect([...listTopics(['Node//n1', 'Node/*'])].sort()).toEqual([
    'clusters',
    'dns-cache',
    'egress',
    'findings',
    'ingresses',
  ])
  expect([...listTopics(['ConfigMap/kube-system/node-local-dns'])].sort()).toEqual(['dns-cache', 'findings'])
  expect(listTopics(['ConfigMap/kube-system/cluster-autoscaler-status'])).toContain('egress')
  expect([...listTopics(['Challenge/shop/a'])].sort()).toEqual(['certificates', 'clusters', 'findings', 'ingresses'])
  expect([...listTopics(['dns/shop.example.net'])].sort()).toEqual(['clusters', 'dns-zones', 'findings', 'ingresses'])
  expect(listTopics(['Pod/shop/a', 'Pod/*'])).not.toContain('dns-zones')
})

it('sends the first change at once and the rest once an interval, losing none', () => {
  const bus = new TopicBus(1000)
  const sent: string[][] = []
  bus.subscribe((topics) => sent.push([...topics]))
  bus.publish(['ingresses'])
  vi.advanceTimersByTime(30)
  expect(sent).toEqual([['ingresses']])
  for (let burst = 0; burst < 50; burst += 1) bus.publish(['ingresses'])
  vi.advanceTimersByTime(500)
  expect(sent).toHaveLength(1)
  bus.publish(['egress'])
  vi.advanceTimersByTime(30)
  vi.advanceTimersByTime(1000)
  expect(sent.flat().filter((topic) => topic === 'ingresses')).toHaveLength(2)
  expect(sent.flat()).toContain('egress')
})
