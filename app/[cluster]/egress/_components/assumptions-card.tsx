import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { CodeBlock } from '@/components/ui/code-block'
import type { EgressAnswer } from '@/lib/api/egress'

/** What the figures assume, and the settings that would replace the assumptions. Empty when nothing is assumed. */
export function AssumptionsCard({ cluster, answer }: { cluster: string; answer: EgressAnswer }) {
  const { assumptions } = answer.allocation
  if (answer.nodes.count === null) {
    return (
      <Card title="To know more" aside={<Chip>unknown</Chip>}>
        <p>The nodes must be readable first: {answer.nodes.reason ?? 'they are still being read'}.</p>
        <p className="mt-1 text-muted">
          Fairlead needs the verb <code>list</code> on <code>nodes</code>.
        </p>
      </Card>
    )
  }
  const isUnknown = answer.allocation.portsPerNode === null && answer.allocation.mode === 'unknown'
  if (assumptions.length === 0 && !isUnknown) {
    return (
      <Card title="Assumptions">
        <p className="text-muted">None: outbound type, outbound IPs and allocation come from the configuration.</p>
      </Card>
    )
  }
  return (
    <Card title={isUnknown ? 'To know more' : 'Assumptions'} aside={<Chip>{isUnknown ? 'unknown' : 'assumed'}</Chip>}>
      {assumptions.length > 0 ? (
        <ul className="mb-2 list-disc pl-4">
          {assumptions.map((assumption) => (
            <li key={assumption}>{assumption}</li>
          ))}
        </ul>
      ) : null}
      <p className="mb-2 text-muted">
        The Kubernetes API does not tell how the cloud is set up. Say it in <code>fairlead.yaml</code>, and the figures
        become facts:
      </p>
      <CodeBlock label="settings for fairlead.yaml" code={writeEgressSettings(cluster, answer)} />
      {answer.provider === 'aks' ? (
        <>
          <p className="my-2 text-muted">Azure knows the values:</p>
          <CodeBlock
            label="command that reads the values"
            code={'az aks show -g RESOURCE_GROUP -n CLUSTER --query networkProfile'}
          />
        </>
      ) : null}
    </Card>
  )
}

/** The egress settings of a cluster as they would stand in the configuration file, with today's assumptions filled in. */
function writeEgressSettings(cluster: string, answer: EgressAnswer): string {
  const isAzure = answer.provider === 'aks'
  return [
    'clusters:',
    `  - name: ${JSON.stringify(cluster)}`,
    '    egress:',
    '      # loadBalancer, nat-gateway, userDefinedRouting or none',
    `      mode: ${isAzure ? 'loadBalancer' : 'nat-gateway'}`,
    `      outboundIps: ${answer.allocation.outboundIps ?? 1}  # public IPs that it leaves from`,
    ...(isAzure ? ['      allocatedPorts: 0  # 0: default allocation'] : []),
  ].join('\n')
}
