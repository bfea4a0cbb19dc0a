import type { ReactNode } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { PanelAge } from '@/components/states/panel-age'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import type { DnsCacheAnswer, EffectiveCache, ServerBlock } from '@/lib/api/dns-cache'
import { CacheTable } from './cache-table'
import { nameBlock } from './say-dns-cache'

interface BlockCardProps {
  block: ServerBlock
  answer: DnsCacheAnswer
}

/** One server block: which names it answers, where it listens, whom it asks, and what its cache really does. */
export function BlockCard({ block, answer }: BlockCardProps) {
  return (
    <Card
      id={`block-${block.line}`}
      className="scroll-mt-20"
      title={<code>{nameBlock(block)}</code>}
      aside={
        <span className="flex flex-wrap gap-x-3">
          <PanelAge freshness={answer.freshness} />
          <a className="link" href={`#line-${block.line}`}>
            line {block.line}
          </a>
        </span>
      }
      padding="none"
    >
      <dl className="grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 px-3.5 py-3">
        {block.zones.length > 1 ? (
          <Row label="zones">
            <code>{block.zones.join(' ')}</code>
          </Row>
        ) : null}
        <Row label="listens on">
          <BindAddresses bind={block.bind} answer={answer} />
        </Row>
        <Row label="asks">
          <Upstreams upstreams={block.upstreams} options={block.forwardOptions} />
        </Row>
        <Row label="plugins">
          <span className="text-muted">{block.plugins.join(', ') || 'none'}</span>
        </Row>
      </dl>
      {block.problems.length > 0 ? (
        <ul className="divide-y divide-line border-line border-t">
          {block.problems.map((problem) => (
            <li key={`${problem.line}|${problem.column}|${problem.message}`} className="flex gap-2 px-3.5 py-2">
              <VerdictIcon verdict={problem.stage === 'WARNING' ? 'warning' : 'failing'} className="mt-0.5 size-3.5" />
              <p className="min-w-0 [overflow-wrap:anywhere]">
                <a className="link" href={`#line-${problem.line}`}>
                  line {problem.line}
                </a>
                : {problem.message} <span className="text-muted">{problem.fix}</span>
              </p>
            </li>
          ))}
        </ul>
      ) : null}
      <CacheSummary cache={block.cache} blockName={nameBlock(block)} />
    </Card>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}

/** Every bind address with what it is, because one that is nobody's answers nobody. */
function BindAddresses({ bind, answer }: { bind: readonly string[]; answer: DnsCacheAnswer }) {
  if (bind.length === 0) return <span className="text-muted">every address of the node (no bind)</span>
  return (
    <ul className="space-y-0.5">
      {bind.map((address) => (
        <li key={address} className="flex flex-wrap items-center gap-x-2">
          <code>{address}</code>
          <span className="text-muted text-sm">{sayAddress(address, answer)}</span>
        </li>
      ))}
    </ul>
  )
}

function sayAddress(address: string, { localIps, kubeDnsClusterIp }: DnsCacheAnswer): string {
  if (address.startsWith('__PILLAR__')) return 'node-cache fills this in'
  const isLocal = localIps.includes(address)
  if (address === kubeDnsClusterIp)
    return isLocal ? 'the ClusterIP of kube-dns, in -localip' : 'the ClusterIP of kube-dns'
  return isLocal ? 'in -localip' : localIps.length > 0 ? 'not in -localip' : ''
}

function Upstreams({ upstreams, options }: { upstreams: readonly string[]; options: readonly string[] }) {
  if (upstreams.length === 0) return <span className="text-muted">nobody (no forward)</span>
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {upstreams.map((upstream) => (
        <span key={upstream}>
          <code>{upstream}</code>
          {upstream.startsWith('__PILLAR__') ? (
            <span className="ml-1.5 text-muted text-sm">node-cache fills this in</span>
          ) : null}
        </span>
      ))}
      {options.map((option) => (
        <Chip key={option}>{option}</Chip>
      ))}
    </span>
  )
}

function CacheSummary({ cache, blockName }: { cache: EffectiveCache; blockName: string }) {
  return (
    <div className="border-line border-t">
      {cache.enabled ? null : (
        <p className="flex items-start gap-2 px-3.5 pt-2.5">
          <Badge tone="warn">not cached</Badge>
          <span className="min-w-0">{cache.reason}</span>
        </p>
      )}
      {cache.enabled ? <CacheTable cache={cache} blockName={blockName} /> : <div className="pb-2.5" />}
      {cache.undetermined.length > 0 ? (
        <div className="border-line border-t px-3.5 py-2 text-muted">
          <p>Not in the file, so these figures are not known:</p>
          <ul className="list-disc pl-4">
            {cache.undetermined.map((figure) => (
              <li key={figure}>{figure}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}
