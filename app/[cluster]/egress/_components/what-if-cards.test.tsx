import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { listSteps } from '@/lib/egress/tiers'
import { answerWhatIf, isHypothesis, type WhatIfBase, type WhatIfQuestion } from '@/lib/egress/what-if'
import { NatGatewayCard } from './nat-gateway-card'
import { TierTable } from './tier-table'
import type { WhatIf } from './use-what-if'
import { WhatIfCard } from './what-if-card'
import { WhatWouldHelpCard } from './what-would-help-card'

const blue: WhatIfBase = { nodes: 48, outboundIps: 1, allocatedPorts: 0, pools: 3, nodesMax: 60, assumptions: [] }

function ask(base: WhatIfBase, question: Partial<WhatIfQuestion> | null, rest: Partial<WhatIf> = {}): WhatIf {
  const today = { nodes: base.nodes ?? 0, outboundIps: base.outboundIps, allocatedPorts: base.allocatedPorts }
  const whole = { ...today, ...question }
  const answer = question === null ? null : answerWhatIf(base, whole)
  const noop = vi.fn()
  return {
    scope: { kind: 'load-balancer', base, missing: null },
    text: { nodes: null, outboundIps: null, allocatedPorts: null },
    problems: [],
    answer,
    hypothesis: answer !== null && isHypothesis(base, whole) ? answer : null,
    isAsked: question !== null,
    option: null,
    type: noop,
    step: noop,
    choose: noop,
    reset: noop,
    ...rest,
  }
}

const text = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, ' ')

describe('WhatIfCard', () => {
  const render = (base: WhatIfBase, whatIf: WhatIf, missing: string | null = null) =>
    renderToStaticMarkup(<WhatIfCard base={base} whatIf={whatIf} missing={missing} />)

  it('has only today until something else is asked', () => {
    const markup = render(blue, ask(blue, {}))
    expect(text(markup)).toContain('This is the cluster as it is now.')
    expect(text(markup)).toContain('Now: 48 nodes with 1 outbound IP')
    expect(markup).not.toContain('bg-what-if-soft')
  })

  it('marks the answer to a question with words and a look that observed numbers never have', () => {
    const markup = render(blue, ask(blue, { nodes: 60, outboundIps: 2 }))
    expect(text(markup)).toContain(
      'what if 60 nodes with 2 outbound IPs would each have 1,024 SNAT ports, as many as now.',
    )
    expect(text(markup)).toContain('What if: 60 nodes with 2 outbound IPs')
    expect(markup).toContain('border-dashed')
  })

  it('asks for a node count where none is known, with the reason, and shows no number', () => {
    const base = { ...blue, nodes: null }
    const said = text(render(base, ask(base, null), 'listing Nodes is forbidden'))
    expect(said).toContain('Enter a node count: listing Nodes is forbidden.')
    expect(said).toContain('now unknown')
    expect(said).not.toContain('Ports per node')
  })

  it('says that today is not known beside an answer without it', () => {
    const base = { ...blue, nodes: null }
    const said = text(render(base, ask(base, { nodes: 60 }), 'listing Nodes is forbidden'))
    expect(said).toContain('what they have today is not known')
    expect(said).toContain('not known')
    expect(said).toContain('512')
  })

  it('repeats what the numbers assume', () => {
    const base = { ...blue, assumptions: ['1 outbound IP (the AKS default)'] }
    expect(text(render(base, ask(base, { nodes: 60 })))).toContain('this assumes 1 outbound IP (the AKS default)')
  })

  it('ties what is wrong to its field', () => {
    const problems = [{ field: 'nodes' as const, message: 'Node count: “x” is wrong.', fix: 'Enter a number.' }]
    const markup = render(blue, ask(blue, null, { problems }))
    const id = /aria-describedby="([^"]+)"/.exec(markup)?.[1]
    expect(id).toBeDefined()
    expect(markup).toContain(`id="${id}" role="alert" class="mt-1 text-fail text-sm">Node count: “x” is wrong. Enter a`)
  })
})

describe('WhatWouldHelpCard', () => {
  const render = (base: WhatIfBase, question: Partial<WhatIfQuestion>, azureCluster: object | null, option?: string) =>
    renderToStaticMarkup(
      <WhatWouldHelpCard
        base={base}
        question={{ nodes: 60, outboundIps: base.outboundIps, allocatedPorts: base.allocatedPorts, ...question }}
        whatIf={ask(base, question, { option: (option ?? null) as WhatIf['option'] })}
        azureCluster={azureCluster as { resourceGroup: string; name: string } | null}
      />,
    )

  it('has the real name in the command where it is known, and says so where it is not', () => {
    const known = text(render(blue, {}, { resourceGroup: 'net', name: 'blue' }))
    expect(known).toContain('--resource-group net --name blue')
    expect(known).not.toContain('CLUSTER_NAME')
    const unknown = text(render(blue, {}, null))
    expect(unknown).toContain('--resource-group RESOURCE_GROUP --name CLUSTER_NAME')
    expect(unknown).toContain('the Nodes do not tell them')
  })

  it('shows the command of what was asked, else of the manual value, unless another is chosen', () => {
    expect(text(render(blue, { outboundIps: 2 }, null))).toContain('What if: 2 IPs, default allocation')
    expect(text(render(blue, {}, null))).toContain('Manual ports: 2 IPs')
    expect(text(render(blue, {}, null, 'nat-gateway'))).toContain('--outbound-type managedNATGateway')
    expect(text(render(blue, {}, null, 'as-is'))).not.toContain('az aks update')
  })

  it('warns before a command that rests on assumptions', () => {
    const base = { ...blue, assumptions: ['1 outbound IP'] }
    expect(text(render(base, {}, null))).toContain('Look at the outbound rule before you run anything')
    expect(text(render(blue, {}, null))).not.toContain('Look at the outbound rule')
  })
})

describe('NatGatewayCard', () => {
  const render = (cloud: 'azure' | 'aws', outboundIps: number | null, typed: string | null) =>
    text(
      renderToStaticMarkup(
        <NatGatewayCard
          cloud={cloud}
          outboundIps={outboundIps}
          whatIf={ask(blue, null, { text: { nodes: null, outboundIps: typed, allocatedPorts: null } })}
        />,
      ),
    )

  it('shows the pool now and with other IPs, never ports per node', () => {
    const said = render('azure', 2, '4')
    expect(said).toContain('129,024 258,048')
    expect(said).toContain('More nodes lower nothing')
  })

  it('does not take IPs that are not configured for 0 or 1', () => {
    expect(render('azure', null, null)).toContain('not known')
    expect(render('azure', null, null)).not.toContain('64,512')
  })

  it('has no ports on AWS, and refuses more IPs than a gateway can have', () => {
    expect(render('aws', 1, null)).toContain('55,000')
    expect(render('aws', 1, null)).not.toContain('SNAT ports, for TCP')
    expect(render('aws', 1, '9')).toContain('Outbound IPs: enter a whole number from 1 to 8')
  })
})

describe('TierTable', () => {
  it('adds the rule asked about as a row of its own', () => {
    const today = { outboundIps: 1, allocatedPorts: 0 }
    const markup = renderToStaticMarkup(
      <TierTable
        tiers={listSteps(today, 48)}
        nodes={48}
        question={{ nodes: 60, outboundIps: 1, allocatedPorts: 1024 }}
        askedTiers={listSteps({ outboundIps: 1, allocatedPorts: 1024 })}
      />,
    )
    expect(text(markup)).toContain('1–50 (now) 51–62 (what if)')
    expect(text(markup)).toContain('what if 1,024 1,024 none none')
  })

  it('has no such row for more nodes under the same rule', () => {
    const tiers = listSteps({ outboundIps: 1, allocatedPorts: 0 }, 48)
    const question = { nodes: 60, outboundIps: 1, allocatedPorts: 0 }
    const markup = renderToStaticMarkup(<TierTable tiers={tiers} nodes={48} question={question} askedTiers={null} />)
    expect(text(markup)).toContain('51–100 (what if)')
    expect(markup.match(/<tr/g)).toHaveLength(2)
  })
})
