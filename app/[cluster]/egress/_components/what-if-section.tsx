import type { EgressAnswer } from '@/lib/api/egress'
import { describeToday } from '@/lib/egress/what-if'
import { NatGatewayCard } from './nat-gateway-card'
import { NoWhatIfCard } from './no-what-if-card'
import type { WhatIf } from './use-what-if'
import { WhatIfCard } from './what-if-card'
import { WhatWouldHelpCard } from './what-would-help-card'

/** What may be asked about this cluster, beside what would help; where nothing may be asked, why. */
export function WhatIfSection({ egress, whatIf }: { egress: EgressAnswer; whatIf: WhatIf }) {
  const { scope } = whatIf
  if (scope.kind === 'none') return <NoWhatIfCard reason={scope.reason} applies={scope.applies} />
  if (scope.kind === 'nat-gateway') {
    return <NatGatewayCard whatIf={whatIf} cloud={scope.cloud} outboundIps={scope.outboundIps} />
  }
  const question = whatIf.answer?.asked.question ?? describeToday(scope.base)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <WhatIfCard whatIf={whatIf} base={scope.base} missing={scope.missing} />
      {question === null ? null : (
        <WhatWouldHelpCard whatIf={whatIf} base={scope.base} question={question} azureCluster={egress.azureCluster} />
      )}
    </div>
  )
}
