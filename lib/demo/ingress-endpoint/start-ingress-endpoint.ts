import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { readArray, readString } from '@/lib/demo/json'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'
import { chooseAnswer, findServedCertificate } from './choose-answer'
import type { CertificateAuthority } from './issue-certificates'

export interface IngressEndpoint {
  /** The published address that this stands for, and where it listens on 127.0.0.1. */
  readonly address: string
  readonly httpPort: number
  readonly httpsPort: number
  close(): Promise<void>
}

export interface IngressEndpointOptions {
  store: ObjectStore
  /** IP address or host name in the status of the Ingresses that it serves. */
  address: string
  authority: CertificateAuthority
  now?: () => number
}

const dayMs = 86_400_000
const defaultSubject = 'O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate'

/**
 * Stands for an ingress controller behind its load balancer: HTTP and HTTPS on loopback ports, a certificate by SNI, an answer from the objects as
 * they are at that moment.
 */
export async function startIngressEndpoint(options: IngressEndpointOptions): Promise<IngressEndpoint> {
  const { store, address, authority, now = Date.now } = options
  const contexts = new Map<string, Promise<SecureContext>>()
  const fake = await authority.issueSelfSigned({
    dnsNames: ['ingress.local'],
    subject: defaultSubject,
    notBefore: new Date(now() - dayMs),
    notAfter: new Date(now() + 365 * dayMs),
  })
  const respond =
    (isSecure: boolean): RequestListener =>
    (request, response) => {
      const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
      const path = (request.url ?? '/').split('?')[0] ?? '/'
      const { status, location } = chooseAnswer(store, address, { host, path, isSecure })
      response.writeHead(status, {
        'content-type': 'text/html',
        ...(location === undefined ? {} : { location }),
        ...(isSecure && status === 200 ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
      })
      response.end(status === 200 ? '<p>demo</p>\n' : '')
    }
  const chooseContext = (host: string): Promise<SecureContext> | undefined => {
    const certificate = findServedCertificate(store, address, host)
    if (certificate === undefined) return undefined
    const notBefore = readString(certificate, 'status', 'notBefore')
    const notAfter = readString(certificate, 'status', 'notAfter') ?? ''
    const { namespace = '', name } = certificate.metadata
    const key = `${namespace}/${name}|${notAfter}`
    const known = contexts.get(key)
    if (known !== undefined) return known
    const context = authority
      .issue({
        dnsNames: readArray(certificate, 'spec', 'dnsNames').filter((entry) => typeof entry === 'string'),
        notBefore: notBefore === undefined ? new Date(Date.parse(notAfter) - 90 * dayMs) : new Date(notBefore),
        notAfter: new Date(notAfter),
      })
      .then((issued) => createSecureContext(issued))
    contexts.set(key, context)
    return context
  }
  const secure = createSecureServer(
    {
      ...fake,
      SNICallback: (host, done) => {
        const context = chooseContext(host.toLowerCase())
        // Without a context the server's own, the stand-in certificate, is used.
        if (context === undefined) done(null)
        else context.then((found) => done(null, found)).catch((error: Error) => done(error))
      },
    },
    respond(true),
  )
  const plain = createServer(respond(false))
  const [httpsPort, httpPort] = await Promise.all([listen(secure), listen(plain)])
  return { address, httpPort, httpsPort, close: async () => void (await Promise.all([close(secure), close(plain)])) }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // A client that speaks no TLS is its own trouble.
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
