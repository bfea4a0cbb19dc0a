import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FindingAnswer } from '@/lib/api/schemas/finding-permalink'
import { FindingPage, type ListedFinding } from '@/lib/api/schemas/findings'
import { Problem } from '@/lib/api/schemas/problem'
import { type Platform, startPlatform } from '@/lib/demo/platform'
import { type DemoCluster, openCluster } from '../browser/demo-cluster'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { waitUntil } from './kube-apiserver'

const base = '/api/v1/clusters/blue'
const noticeMs = 15_000

describe('the link of a finding', () => {
  let platform: Platform
  let fairlead: FairleadProcess
  let blue: DemoCluster

  beforeAll(async () => {
    platform = await startPlatform({ seed: '1', still: true })
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_LOG_LEVEL: 'error' },
    })
    await waitUntil(async () => (await list()).some(({ check }) => check === 'edns-label-filter'), 40_000)
    blue = openCluster('blue', platform.kubeconfigPath)
  }, 90_000)
  afterEach(async () => {
    await platform.control.faults.clear()
    await blue.undo()
  })
  afterAll(async () => {
    await fairlead?.stop()
    await platform?.close()
  })

  async function list(): Promise<ListedFinding[]> {
    const answer = await fetch(`${fairlead.url}${base}/findings?limit=1000`)
    return FindingPage.parse(await answer.json()).items
  }
  async function read(id: string): Promise<FindingAnswer> {
    const answer = await fetch(`${fairlead.url}${base}/findings/${id}`)
    expect(answer.status).toBe(200)
    return FindingAnswer.parse(await answer.json())
  }
  async function find(check: string, name: string): Promise<ListedFinding> {
    const found = (await list()).find(
      (finding) => finding.check === check && finding.ingresses.some((hit) => hit.name === name),
    )
    if (found === undefined) throw new Error(`${check} is not found on ${name}`)
    return found
  }
  const untilGone = (id: string) => waitUntil(async () => (await read(id)).state === 'gone', noticeMs)

  it('tells the finding, what its check means, and what it follows from', async () => {
    const cause = await find('class-missing', 'giftcards')
    const consequence = await find('edns-no-target', 'giftcards')
    expect(await read(consequence.id)).toMatchObject({
      state: 'found',
      finding: { id: consequence.id, check: 'edns-no-target' },
      root: { id: cause.id },
      about: { why: expect.stringMatching(/\w/) },
    })
    const answer = await read(cause.id)
    expect(answer).toMatchObject({ state: 'found', root: null })
    expect(answer.state === 'found' && answer.consequences.map(({ id }) => id)).toContain(consequence.id)
  })

  it('remembers what was found and is resolved, and that its object is still there', async () => {
    const finding = await find('edns-label-filter', 'checkout')
    const before = Date.now()
    await blue.merge('/apis/networking.k8s.io/v1/namespaces/shop/ingresses/checkout', {
      metadata: { labels: { dns: 'public' } },
    })
    await untilGone(finding.id)
    const answer = await read(finding.id)
    expect(answer).toMatchObject({
      state: 'gone',
      past: { check: 'edns-label-filter', title: finding.title, summary: finding.summary, host: finding.host },
      object: 'present',
      unreadable: [],
      about: { why: expect.stringMatching(/\w/) },
    })
    const lastSeenMs = answer.state === 'gone' && answer.past !== null ? Date.parse(answer.past.lastSeenAt) : 0
    expect(lastSeenMs).toBeGreaterThan(before - 5_000)
    expect(lastSeenMs).toBeLessThanOrEqual(Date.now())
  }, 40_000)

  it('says when the object went away with it', async () => {
    const finding = await find('class-not-found', 'returns')
    await blue.remove('/apis/networking.k8s.io/v1/namespaces/shop/ingresses/returns')
    await untilGone(finding.id)
    expect(await read(finding.id)).toMatchObject({ state: 'gone', object: 'absent', past: { title: finding.title } })
  }, 40_000)

  it('says that it may only be hidden while its check cannot look', async () => {
    const finding = await find('service-missing', 'ledger')
    await platform.control.faults.start({
      fault: 'forbidden',
      cluster: 'blue',
      kind: 'Service',
      durationSeconds: 300,
    })
    await untilGone(finding.id)
    const answer = await read(finding.id)
    expect(answer).toMatchObject({ state: 'gone', past: { check: 'service-missing' } })
    const unreadable = answer.state === 'gone' ? answer.unreadable : []
    expect(unreadable.map(({ reason }) => reason)).toContain('forbidden')
    expect(unreadable.map(({ need }) => need).join()).toContain('services')
    await platform.control.faults.clear()
    await waitUntil(async () => (await read(finding.id)).state === 'found', 45_000)
  }, 90_000)

  it('knows nothing of one that it never saw', async () => {
    expect(await read('0123456789abcdef')).toMatchObject({ state: 'gone', past: null, object: 'unknown', about: null })
  })

  it.each(['0123', 'not-an-id', '0123456789ABCDEF'])('answers %s with a problem: it is no id', async (id) => {
    const answer = await fetch(`${fairlead.url}${base}/findings/${id}`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    const problem = Problem.parse(await answer.json())
    expect(problem.detail).toContain('not the id of a finding')
  })
})
