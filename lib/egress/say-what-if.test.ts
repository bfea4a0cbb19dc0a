import { describe, expect, it } from 'vitest'
import { listConsequences, sayDuringUpgrade, sayHandedOut, sayHeadline, sayRoom } from './say-what-if'
import { answerWhatIf, type WhatIfBase } from './what-if'

const blue: WhatIfBase = { nodes: 48, outboundIps: 1, allocatedPorts: 0, pools: 3, nodesMax: 60, assumptions: [] }
const say = (nodes: number, outboundIps = 1, allocatedPorts = 0, base: Partial<WhatIfBase> = {}) => {
  const whole = { ...blue, ...base }
  const answer = answerWhatIf(whole, { nodes, outboundIps, allocatedPorts })
  return {
    headline: sayHeadline(answer),
    room: sayRoom(answer.asked),
    upgrade: sayDuringUpgrade(answer.asked),
    handedOut: sayHandedOut(answer.asked.allocation),
    consequences: listConsequences(whole, answer),
  }
}

describe('the words of a question', () => {
  it('twelve nodes join', () => {
    const words = say(60)
    expect(words).toMatchObject({
      headline: '60 nodes with 1 outbound IP would each have 512 SNAT ports instead of 1,024 now.',
      room: '40 more, then 256 from node 101 on',
      upgrade: '512 at 68 nodes',
      handedOut: '30,720 of 64,000',
    })
    expect(words.consequences.map(({ tone }) => tone)).toEqual(['bad', 'plain'])
    expect(words.consequences[0]?.text).toMatch(/taken back from running nodes when the cluster grows.*are cut/)
  })

  it('twelve nodes join, with 2 IPs', () => {
    const words = say(60, 2)
    expect(words.headline).toBe('60 nodes with 2 outbound IPs would each have 1,024 SNAT ports, as many as now.')
    expect(words.consequences.map(({ tone }) => tone)).toEqual(['watch', 'plain'])
    expect(words.consequences[0]?.text).toContain('can cut open connections')
  })

  it('an upgrade that crosses a boundary', () => {
    expect(say(48).consequences).toEqual([
      { tone: 'watch', text: expect.stringContaining('7 surge nodes (10 % of each pool is assumed): while they run') },
    ])
    expect(say(50).room).toBe('none: 512 from node 51 on')
  })

  it('a manual value that fits, may be refused, is refused, does not fit', () => {
    expect(say(48, 2, 1880)).toMatchObject({
      headline:
        '48 nodes with 2 outbound IPs and 1,880 manual ports would each have 1,880 SNAT ports instead of 1,024 now.',
      room: '20 more fit, surge included; never falls',
      upgrade: '1,880 at 55 nodes',
    })
    expect(say(60, 1, 1000)).toMatchObject({ upgrade: 'may be refused at 68 nodes' })
    expect(
      say(60, 1, 1000)
        .consequences.map(({ text }) => text)
        .join(' '),
    ).toContain('may refuse updates and upgrades')
    expect(say(48, 1, 1080).consequences[0]).toEqual({
      tone: 'bad',
      text: expect.stringContaining('1,080 ports × 60 nodes = 64,800, more than the 64,000 of 1 outbound IP'),
    })
    expect(say(63, 1, 1024, { nodesMax: null })).toMatchObject({
      headline: expect.stringContaining('do not fit: 1,024 ports × 63 nodes = 64,512, more than the 64,000'),
      room: 'at most 62 nodes fit',
      upgrade: 'not possible',
      handedOut: 'not known',
    })
  })

  it('what is not known', () => {
    expect(say(1200)).toMatchObject({
      headline: expect.stringContaining('no default allocation above 1,000 nodes'),
      room: 'not known',
      upgrade: 'not known at 1,322 nodes',
    })
    expect(say(60, 1, 0, { nodes: null }).headline).toContain('; what they have today is not known.')
    expect(say(990, 32).consequences[1]?.text).toContain('is not published')
    expect(say(1).headline).toBe('1 node with 1 outbound IP would have 1,024 SNAT ports, as many as now.')
  })
})
