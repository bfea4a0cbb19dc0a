import { describe, expect, it } from 'vitest'
import { compareOptions, type HelpTable, type RuleOption } from './help-options'
import { listNotes, nameColumn, nameOption, sayCell, writeOption } from './say-help-options'
import type { WhatIfBase, WhatIfQuestion } from './what-if'

const blue: WhatIfBase = { nodes: 48, outboundIps: 1, allocatedPorts: 0, pools: 3, nodesMax: 60, assumptions: [] }
const compare = (question: Partial<WhatIfQuestion> = {}, base: Partial<WhatIfBase> = {}) => {
  const whole = { ...blue, ...base }
  const { nodes, outboundIps, allocatedPorts } = whole
  return compareOptions(whole, { nodes: nodes ?? 1, outboundIps, allocatedPorts, ...question })
}
const isRule = (option: HelpTable['options'][number]): option is RuleOption => option.id !== 'nat-gateway'
const read = ({ options }: HelpTable) =>
  options
    .filter(isRule)
    .map(({ id, outboundIps, allocatedPorts, cells }) => [
      id,
      outboundIps,
      allocatedPorts,
      cells.map(sayCell).join(' '),
    ])

describe('compareOptions', () => {
  it('shows at 48 nodes, 60 asked about and a maximum of 70 what each way out gives', () => {
    const table = compare({ nodes: 60 }, { nodesMax: 70 })
    expect(table.columns.map((column) => [column.nodes, nameColumn(column)])).toEqual([
      [48, 'now'],
      [60, 'what if'],
      [70, 'autoscaler maximum'],
    ])
    expect(read(table)).toEqual([
      ['as-is', 1, 0, '1,024 512 512'],
      ['more-ips', 2, 0, '1,024 1,024 1,024'],
      ['manual', 2, 1616, '1,616 1,616 1,616'],
    ])
    expect(table.options.at(-1)).toEqual({ id: 'nat-gateway', outboundIps: 2 })
  })

  it('has one column for a count that is two things', () => {
    expect(compare({ nodes: 60 }).columns.map(nameColumn)).toEqual(['now', 'what if, autoscaler maximum'])
    expect(compare({}, { nodesMax: null }).columns.map(nameColumn)).toEqual(['now, what if'])
    expect(compare({ nodes: 60 }, { nodes: null, nodesMax: null }).columns.map(nameColumn)).toEqual(['what if'])
  })

  it('lists the rule asked about, and no second row for the same rule', () => {
    expect(read(compare({ nodes: 60, outboundIps: 2 })).map(([id]) => id)).toEqual(['as-is', 'what-if', 'manual'])
    expect(read(compare({ nodes: 60, outboundIps: 1, allocatedPorts: 1080 }))[1]).toEqual([
      'what-if',
      1,
      1080,
      'refused refused',
    ])
  })

  it('proposes a manual value that holds the largest column with its surge', () => {
    for (const nodes of [1, 48, 60, 200, 999]) {
      for (const option of compare({ nodes }).options.filter(isRule)) {
        if (option.id !== 'manual') continue
        expect(option.cells.every(({ fit }) => fit === 'fits')).toBe(true)
        expect(option.allocatedPorts % 8).toBe(0)
        expect(option.allocatedPorts).toBeGreaterThanOrEqual(1024)
      }
    }
  })

  it('offers more IPs in default allocation only where they bring ports', () => {
    const ids = (question: Partial<WhatIfQuestion>, base: Partial<WhatIfBase> = {}) =>
      compare(question, { nodesMax: null, ...base }).options.map(({ id }) => id)
    expect(ids({})).not.toContain('more-ips')
    expect(ids({ nodes: 100 }, { outboundIps: 2 })).not.toContain('more-ips')
    expect(ids({ nodes: 101 }, { outboundIps: 2 })).toContain('more-ips')
    expect(ids({ nodes: 1001 })).not.toContain('more-ips')
  })

  it('doubles what a node has where growth takes nothing', () => {
    expect(read(compare({ nodes: 90 }, { nodes: 80, nodesMax: null }))[1]).toEqual(['more-ips', 2, 0, '1,024 1,024'])
  })

  it('makes room for a manual value that does not fit, never more ports', () => {
    const table = compare({ nodes: 60 }, { allocatedPorts: 1080 })
    expect(read(table).slice(0, 2)).toEqual([
      ['as-is', 1, 1080, 'refused refused'],
      ['more-ips', 2, 1080, '1,080 1,080'],
    ])
  })
})

describe('words and commands of an option', () => {
  const table = compare({ nodes: 60, outboundIps: 2 })
  const option = (id: string) => table.options.find((each) => each.id === id) ?? table.options[0]
  const cluster = { resourceGroup: 'net', name: 'blue' }
  const say = (id: string) => {
    const found = option(id)
    return found === undefined ? '' : listNotes(found, blue, table).join(' ')
  }

  it('names rule and command', () => {
    const asked = option('what-if')
    if (asked === undefined) throw new Error('no option')
    expect(nameOption(asked)).toEqual({ name: 'What if', rule: '2 IPs, default allocation' })
    expect(writeOption(asked, cluster)).toBe(
      'az aks update --resource-group net --name blue \\\n  --load-balancer-managed-outbound-ip-count 2 \\\n  --load-balancer-outbound-ports 0',
    )
    expect(writeOption(asked, null)).toContain('--resource-group RESOURCE_GROUP --name CLUSTER_NAME')
  })

  it('has nothing to run for the cluster as it is', () => {
    const asIs = option('as-is')
    expect(asIs && writeOption(asIs, cluster)).toBeNull()
    expect(say('as-is')).toContain('never gives a node more than 1,024')
  })

  it('says what a change breaks', () => {
    expect(say('what-if')).toContain('can cut open connections')
    expect(say('what-if')).toContain('--load-balancer-outbound-ip-prefixes')
    expect(say('manual')).toContain('Room for 68 nodes')
    expect(say('nat-gateway')).toContain('129,024 ports')
    expect(say('nat-gateway')).toContain('outbound addresses change')
    expect(say('nat-gateway')).toContain('userAssignedNATGateway')
  })

  it('says that the autoscaler maximum is missing where it is not known', () => {
    const without = compare({ nodes: 60, outboundIps: 2 }, { nodesMax: null })
    const [, asked] = without.options
    expect(asked && listNotes(asked, blue, without).join(' ')).toContain('autoscaler maxima, which are not known here')
  })
})
