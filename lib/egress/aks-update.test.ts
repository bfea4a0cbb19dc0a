import { describe, expect, it } from 'vitest'
import { formatAksUpdate, listNatGatewayOptions, listOutboundOptions } from './aks-update'

const blue = { resourceGroup: 'net (prod)', name: 'blue' }

describe('formatAksUpdate', () => {
  it('quotes names that a shell would read otherwise, and breaks lines where it may', () => {
    const options = listOutboundOptions({ outboundIps: 2, allocatedPorts: 1880 })
    expect(formatAksUpdate(blue, options, { isWrapped: true })).toBe(
      [
        "az aks update --resource-group 'net (prod)' --name blue \\",
        '  --load-balancer-managed-outbound-ip-count 2 \\',
        '  --load-balancer-outbound-ports 1880',
      ].join('\n'),
    )
    expect(formatAksUpdate(blue, options)).not.toContain('\n')
  })

  it('has placeholders that nobody takes for names', () => {
    expect(formatAksUpdate(null, listNatGatewayOptions(2))).toBe(
      'az aks update --resource-group RESOURCE_GROUP --name CLUSTER_NAME --outbound-type managedNATGateway ' +
        '--nat-gateway-managed-outbound-ip-count 2 --nat-gateway-idle-timeout 4',
    )
  })
})
