import 'server-only'
import { describeError } from './kubeconfig'

const networkHints: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve at the moment',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'connecting timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connecting timed out',
  UND_ERR_SOCKET: 'the connection was closed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by the certificate authority of the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the certificate authority of the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the certificate authority of the kubeconfig',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; set tls-server-name in the kubeconfig',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}

/** The innermost cause of a fetch error in words. */
export function describeNetworkError(error: unknown): string {
  let cause: unknown = error
  for (let depth = 0; depth < 5 && cause instanceof Error; depth++) {
    if (cause instanceof AggregateError && cause.errors.length > 0) cause = cause.errors[0]
    else if (cause.cause !== undefined) cause = cause.cause
    else break
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return networkHints[code] ?? (describeError(cause) || code || 'no answer')
}
