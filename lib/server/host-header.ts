const loopbackNames = new Set(['localhost', '[::1]'])

/**
 * Judges the Host header in access mode `local`: only names of the loopback interface are served, so that a foreign page
 * cannot read the cluster through a name that it points at 127.0.0.1 (DNS rebinding). Returns why it is refused, or null.
 */
export function judgeHostHeader(host: string | null): string | null {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  if (loopbackNames.has(name) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)) return null
  return 'Fairlead serves loopback names only in access mode "local". Open it as http://127.0.0.1 or http://localhost with its port.'
}
