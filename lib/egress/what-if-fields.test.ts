import { describe, expect, it } from 'vitest'
import type { WhatIfBase } from './what-if'
import { boundField, readWhatIf, showField, stepField, type WhatIfText } from './what-if-fields'

const blue: WhatIfBase = { nodes: 48, outboundIps: 1, allocatedPorts: 0, pools: 3, nodesMax: 60, assumptions: [] }
const manual: WhatIfBase = { ...blue, outboundIps: 2, allocatedPorts: 1600 }
const text = (typed: Partial<WhatIfText> = {}): WhatIfText => ({
  nodes: null,
  outboundIps: null,
  allocatedPorts: null,
  ...typed,
})

describe('readWhatIf', () => {
  it('starts from what was observed', () => {
    expect(readWhatIf(blue, text()).question).toEqual({ nodes: 48, outboundIps: 1, allocatedPorts: 0 })
    expect(readWhatIf(manual, text()).question).toEqual({ nodes: 48, outboundIps: 2, allocatedPorts: 1600 })
  })

  it.each([
    [{ nodes: '60' }, { nodes: 60, outboundIps: 1, allocatedPorts: 0 }],
    [{ nodes: '+12' }, { nodes: 60, outboundIps: 1, allocatedPorts: 0 }],
    [{ nodes: ' 1,200 ' }, { nodes: 1200, outboundIps: 1, allocatedPorts: 0 }],
    [{ outboundIps: '2' }, { nodes: 48, outboundIps: 2, allocatedPorts: 0 }],
    [{ allocatedPorts: '1024' }, { nodes: 48, outboundIps: 1, allocatedPorts: 1024 }],
    [{ allocatedPorts: '64,000' }, { nodes: 48, outboundIps: 1, allocatedPorts: 64_000 }],
  ])('reads %o', (typed, question) => {
    expect(readWhatIf(blue, text(typed))).toEqual({ question, problems: [] })
  })

  it.each(['', ' ', '0'])('takes ports %j as default allocation, whatever the cluster has', (allocatedPorts) => {
    expect(readWhatIf(manual, text({ allocatedPorts })).question?.allocatedPorts).toBe(0)
  })

  it.each([
    [
      'nodes',
      '',
      /^Node count: nothing is entered\.$/,
      /^Enter a whole number from 1 to 5,000, or \+12 for twelve more/,
    ],
    ['nodes', 'many', /^Node count: “many” is not a whole number from 1 to 5,000\.$/, /^Enter a whole number/],
    ['nodes', '0', /^Node count: “0” is not/, /from 1 to 5,000/],
    ['nodes', '-3', /^Node count: “-3” is not/, /from 1/],
    ['nodes', '4.5', /^Node count/, /whole number/],
    ['nodes', '1e3', /^Node count/, /whole number/],
    ['nodes', '5001', /^Node count/, /to 5,000/],
    ['nodes', '+many', /^Node count/, /\+12/],
    ['nodes', '9'.repeat(400), /^Node count: “9{20}…” is not/, /to 5,000/],
    [
      'outboundIps',
      '0',
      /^Outbound IPs: “0” is not a whole number from 1 to 100\.$/,
      /^Enter a whole number from 1 to 100\.$/,
    ],
    ['outboundIps', '101', /^Outbound IPs/, /to 100/],
    ['outboundIps', '+1', /^Outbound IPs/, /to 100/],
    ['allocatedPorts', '1001', /^Manual ports per node: 1,001 is not a multiple of 8/, /^Use 1000 or 1008\.$/],
    ['allocatedPorts', '3', /^Manual ports per node: 3 is not a multiple of 8/, /^Use 8, or 0 for default/],
    ['allocatedPorts', '64008', /^Manual ports per node: “64008” is not/, /leave it empty for default allocation/],
    ['allocatedPorts', 'all', /^Manual ports per node: “all” is not/, /multiple of 8 from 8 to 64,000/],
  ] as const)('says what is wrong with %s %j and how to write it', (field, typed, message, fix) => {
    const reading = readWhatIf(blue, text({ [field]: typed }))
    expect(reading).toEqual({
      question: null,
      problems: [{ field, message: expect.stringMatching(message), fix: expect.stringMatching(fix) }],
    })
  })

  it('needs a node count where none was observed, and offers no sum with it', () => {
    const unknown = { ...blue, nodes: null }
    expect(readWhatIf(unknown, text()).problems[0]?.fix).toBe('Enter a whole number from 1 to 5,000.')
    expect(readWhatIf(unknown, text({ nodes: '+12' })).question).toBeNull()
    expect(readWhatIf(unknown, text({ nodes: '60' })).question?.nodes).toBe(60)
  })

  it('names every field that is wrong', () => {
    const { problems } = readWhatIf(blue, { nodes: 'a', outboundIps: 'b', allocatedPorts: 'c' })
    expect(problems.map(({ field }) => field)).toEqual(['nodes', 'outboundIps', 'allocatedPorts'])
  })
})

describe('stepField', () => {
  it.each([
    ['nodes', {}, 1, '49'],
    ['nodes', {}, -1, '47'],
    ['nodes', { nodes: '+12' }, 1, '61'],
    ['nodes', { nodes: '1' }, -1, '1'],
    ['nodes', { nodes: '4995' }, 10, '5000'],
    ['nodes', { nodes: 'many' }, 1, '49'],
    ['outboundIps', {}, 1, '2'],
    ['outboundIps', { outboundIps: '100' }, 1, '100'],
    ['allocatedPorts', {}, 1, '1024'],
    ['allocatedPorts', {}, -1, ''],
    ['allocatedPorts', { allocatedPorts: '1024' }, 1, '1032'],
    ['allocatedPorts', { allocatedPorts: '1001' }, 1, '1008'],
    ['allocatedPorts', { allocatedPorts: '1001' }, -1, '1000'],
    ['allocatedPorts', { allocatedPorts: '8' }, -1, '8'],
    ['allocatedPorts', { allocatedPorts: '64000' }, 1, '64000'],
  ] as const)('%s from %o by %i', (field, typed, steps, expected) => {
    expect(stepField(field, blue, text(typed), steps)).toBe(expected)
  })

  it('begins ports at what a node has now', () => {
    expect(stepField('allocatedPorts', blue, text(), 1, 512)).toBe('512')
  })
})

it('shows what was observed until somebody types', () => {
  expect(showField('nodes', blue, text())).toBe('48')
  expect(showField('allocatedPorts', blue, text())).toBe('')
  expect(showField('allocatedPorts', manual, text())).toBe('1600')
  expect(showField('allocatedPorts', manual, text({ allocatedPorts: '' }))).toBe('')
  expect(showField('nodes', { ...blue, nodes: null }, text())).toBe('')
})

it('lets a prefix of one’s own hold more IPs than AKS manages', () => {
  expect(boundField('outboundIps', { ...blue, outboundIps: 128 }).max).toBe(128)
})
