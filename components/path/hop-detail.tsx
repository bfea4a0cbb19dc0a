import { X } from 'lucide-react'
import { EvidenceList } from '@/components/findings/evidence-list'
import { FixSteps } from '@/components/findings/fix-steps'
import { SeverityBadge } from '@/components/findings/severity-badge'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { formatCounted } from '@/lib/format/count'
import type { Finding } from '@/lib/model/finding'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import type { Hop } from '@/lib/model/trace'
import { CheckOutcomes } from './check-outcomes'
import { ControllerSettings } from './controller-settings'
import { writeKubectlGet } from './write-kubectl-get'

const objectsShownAtOnce = 6

interface HopDetailProps {
  hop: Hop
  /** What was found here: shown with evidence and fix. */
  findings?: readonly Finding[]
  /** Given when the reader opened this hop: closes it again. */
  onClose?: () => void
}

/** One station in full: what it is, why it is not passing, its objects and facts, and every check that looked at it. */
export function HopDetail({ hop, findings = [], onClose }: HopDetailProps) {
  return (
    <Card
      id="hop"
      title={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {hop.title}
          <VerdictBadge verdict={hop.verdict} />
        </span>
      }
      aside={
        onClose ? (
          <Button look="quiet" size="small" onClick={onClose}>
            <X aria-hidden className="size-3.5" />
            Close {hop.title}
          </Button>
        ) : (
          'the station that matters most'
        )
      }
      padding="none"
      className="@container scroll-mt-20"
    >
      <div className="grid @4xl:auto-cols-fr @4xl:grid-flow-col gap-x-8 gap-y-3 px-3.5 py-3">
        <div>
          <p className="font-medium [overflow-wrap:anywhere]">{hop.headline}</p>
          {hop.reason ? <p className="text-muted [overflow-wrap:anywhere]">{hop.reason}</p> : null}
        </div>
        {hop.facts.length > 0 ? (
          <dl className="grid content-start grid-cols-[fit-content(40%)_minmax(0,1fr)] gap-x-4 gap-y-1">
            {hop.facts.map((fact) => (
              <div key={`${fact.label}|${fact.value}`} className="contents">
                <dt className="text-faint [overflow-wrap:anywhere]">{fact.label}</dt>
                <dd className="[overflow-wrap:anywhere]">{fact.value}</dd>
              </div>
            ))}
          </dl>
        ) : null}
        <HopObjects objects={hop.objects} />
      </div>
      {findings.map((finding) => (
        <HopFinding key={finding.id} finding={finding} />
      ))}
      {hop.settings ? <ControllerSettings settings={hop.settings} isOpen={onClose !== undefined} /> : null}
      <div className="border-line border-t">
        <CheckOutcomes checks={hop.checks} hopVerdict={hop.verdict} />
      </div>
    </Card>
  )
}

/** What was found at the station, what proves it and what mends it, side by side where there is room. */
function HopFinding({ finding }: { finding: Finding }) {
  return (
    <section
      aria-label={finding.title}
      className="grid @4xl:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] gap-x-8 gap-y-3 border-line border-t px-3.5 py-3"
    >
      <div className="min-w-0 space-y-2">
        <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <SeverityBadge severity={finding.severity} />
          <span className="min-w-0 break-words">{finding.title}</span>
        </h3>
        <EvidenceList evidence={finding.evidence} />
      </div>
      <div className="min-w-0">
        <h4 className="mb-1 font-medium">Fix</h4>
        <FixSteps fix={finding.fix} />
      </div>
    </section>
  )
}

function HopObjects({ objects }: { objects: readonly ObjectRef[] }) {
  if (objects.length === 0) return null
  const rest = objects.slice(objectsShownAtOnce)
  return (
    <div>
      <h3 className="font-normal text-faint text-sm">{formatCounted(objects.length, 'object')}</h3>
      <ObjectList objects={objects.slice(0, objectsShownAtOnce)} />
      {rest.length > 0 ? (
        <details>
          <summary className="link py-0.5">{formatCounted(rest.length, 'more object')}</summary>
          <ObjectList objects={rest} />
        </details>
      ) : null}
    </div>
  )
}

function ObjectList({ objects }: { objects: readonly ObjectRef[] }) {
  return (
    <ul>
      {objects.map((ref) => (
        <li key={formatObjectRef(ref)} className="flex items-center gap-1">
          <span className="min-w-0 [overflow-wrap:anywhere]">{formatObjectRef(ref)}</span>
          <CopyButton
            text={writeKubectlGet(ref)}
            label={`Copy kubectl get of ${formatObjectRef(ref)}`}
            isIconOnly
            look="quiet"
            size="small"
          />
        </li>
      ))}
    </ul>
  )
}
