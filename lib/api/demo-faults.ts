import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'
import type { FaultWish } from './schemas/demo-faults'
import { sendJson } from './send-json'

export type { CatalogueFault, DemoFaults, FaultWish, LastingFault } from './schemas/demo-faults'

const faultsPath = '/api/demo/faults'

/** Faults end by themselves, which no event tells. */
const pollMs = 2_000

export const demoFaultsQuery = () =>
  queryOptions({
    queryKey: ['demo', 'faults'] as const,
    queryFn: ({ signal }) =>
      fetchJson(faultsPath, async () => (await import('./schemas/demo-faults')).DemoFaults, signal),
    refetchInterval: pollMs,
  })

const loadLastingFault = async () => (await import('./schemas/demo-faults')).LastingFault
const loadRemovedFaults = async () => (await import('./schemas/demo-faults')).RemovedFaults

export const startDemoFault = (wish: FaultWish) => sendJson('POST', faultsPath, loadLastingFault, wish)
export const removeDemoFault = (id: string) =>
  sendJson('DELETE', `${faultsPath}/${encodeURIComponent(id)}`, loadRemovedFaults)
export const clearDemoFaults = () => sendJson('DELETE', faultsPath, loadRemovedFaults)
