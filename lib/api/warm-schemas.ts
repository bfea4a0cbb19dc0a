/**
 * Loads the schemas once the page rests: a connection that breaks before the first update must not be what keeps them from arriving.
 * Failing is no harm, they are asked for again with the first answer.
 */
export function warmSchemas(): void {
  const load = () => {
    const loading = [
      import('./schemas/certificates'),
      import('./schemas/clusters'),
      import('./schemas/dns-cache'),
      import('./schemas/dns-zones'),
      import('./schemas/egress'),
      import('./schemas/findings'),
      import('./schemas/ingresses'),
    ]
    void Promise.allSettled(loading)
  }
  // Safari has no idle callback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(load, { timeout: 3_000 })
  else setTimeout(load, 1_000)
}
