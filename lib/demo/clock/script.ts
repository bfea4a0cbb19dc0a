import { completeRenewal, failRenewal } from '@/lib/demo/clock/certificate-renewal'
import { finishReplacement, scaleNodes, setReadiness, startReplacement } from '@/lib/demo/clock/changes'
import {
  createFlashSale,
  publishFlashSaleRecord,
  publishFlashSaleStatus,
  removeFlashSale,
} from '@/lib/demo/clock/flash-sale'
import { type RunningPlatform, requireCluster } from '@/lib/demo/clock/running-platform'

/** One thing that happens in the demo. Steps may run at any time and repeatedly. */
export interface ScriptStep {
  /** Seconds since the round began. */
  atSeconds: number
  describe: string
  apply(platform: RunningPlatform): void
}

const blueNodes = (platform: RunningPlatform, extra: number) => {
  const blue = requireCluster(platform, 'blue')
  scaleNodes(blue, blue.built.plan.nodeCount + extra, platform.now())
}

const startCatalogPod = (platform: RunningPlatform) =>
  startReplacement(requireCluster(platform, 'blue'), 'shop', 'catalog', platform.now())
const finishCatalogPod = (platform: RunningPlatform) =>
  finishReplacement(requireCluster(platform, 'blue'), 'shop', 'catalog')

/** What happens in one round; the clock starts over after `roundSeconds`. */
export const script: ScriptStep[] = [
  { atSeconds: 5, describe: 'blue: shop/flash-sale is created and has no address yet', apply: createFlashSale },
  { atSeconds: 20, describe: 'blue grows to 49 nodes', apply: (platform) => blueNodes(platform, 1) },
  {
    atSeconds: 25,
    describe: 'blue grows to 50 nodes, the last before the SNAT boundary',
    apply: (platform) => blueNodes(platform, 2),
  },
  {
    atSeconds: 35,
    describe: 'blue grows to 52 nodes: every node loses half its SNAT ports',
    apply: (platform) => blueNodes(platform, 4),
  },
  { atSeconds: 40, describe: 'blue: a Pod of shop/catalog is replaced', apply: startCatalogPod },
  { atSeconds: 46, describe: 'blue: the new Pod of shop/catalog is ready', apply: finishCatalogPod },
  { atSeconds: 50, describe: 'blue: another Pod of shop/catalog is replaced', apply: startCatalogPod },
  { atSeconds: 56, describe: 'blue: the new Pod of shop/catalog is ready', apply: finishCatalogPod },
  {
    atSeconds: 60,
    describe: 'blue: the controller publishes the address of shop/flash-sale',
    apply: publishFlashSaleStatus,
  },
  {
    atSeconds: 65,
    describe: 'blue: no Pod of shop/stock is ready any more',
    apply: (platform) => setReadiness(requireCluster(platform, 'blue'), 'shop', 'stock', false),
  },
  {
    atSeconds: 70,
    describe: 'blue: the certificate of data/exports cannot be renewed',
    apply: (platform) => failRenewal(requireCluster(platform, 'blue'), 'data', 'exports-tls', platform.now()),
  },
  { atSeconds: 80, describe: 'blue: external-dns writes the record of shop/flash-sale', apply: publishFlashSaleRecord },
  {
    atSeconds: 100,
    describe: 'blue: the Pods of shop/stock are ready again',
    apply: (platform) => setReadiness(requireCluster(platform, 'blue'), 'shop', 'stock', true),
  },
  { atSeconds: 110, describe: 'blue shrinks to 48 nodes', apply: (platform) => blueNodes(platform, 0) },
  {
    atSeconds: 125,
    describe: 'blue: the certificate of data/exports is renewed',
    apply: (platform) => completeRenewal(requireCluster(platform, 'blue'), 'data', 'exports-tls'),
  },
  { atSeconds: 140, describe: 'blue: shop/flash-sale is over and removed', apply: removeFlashSale },
]

export const roundSeconds = 150
