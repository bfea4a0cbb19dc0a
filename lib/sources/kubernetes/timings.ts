import 'server-only'

/** Everything the Kubernetes source waits for, in milliseconds unless the name says otherwise. */
export interface KubernetesTimings {
  pageSize: number
  /** List pages asked for at the same time, over all kinds. */
  listConcurrencyMax: number
  /** Deadline of one list page, body included. */
  listTimeoutMs: number
  /** Deadline for the head of a watch answer. */
  watchHeadTimeoutMs: number
  /** A watch that is silent for longer counts as dead. Servers send bookmarks about once a minute. */
  idleMs: number
  watchSecondsMin: number
  watchSecondsMax: number
  retryMinMs: number
  retryMaxMs: number
  retryNotInstalledMs: number
  retryForbiddenMs: number
  /** How often every right is asked again. */
  accessIntervalMs: number
  accessConcurrencyMax: number
  /** The shared sign-of-life request: pause between two, and deadline of one. Their sum stays under five seconds. */
  probeIntervalMs: number
  probeTimeoutMs: number
}

export const defaultTimings: KubernetesTimings = {
  pageSize: 500,
  listConcurrencyMax: 4,
  listTimeoutMs: 60_000,
  watchHeadTimeoutMs: 15_000,
  idleMs: 90_000,
  watchSecondsMin: 300,
  watchSecondsMax: 600,
  retryMinMs: 800,
  retryMaxMs: 30_000,
  retryNotInstalledMs: 10_000,
  retryForbiddenMs: 30_000,
  accessIntervalMs: 30_000,
  accessConcurrencyMax: 8,
  probeIntervalMs: 1_500,
  probeTimeoutMs: 2_500,
}
