import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeHost } from '../../lib/checks/ingress/judge-host'
import { createCertificateAuthority } from '../../lib/demo/ingress-endpoint/issue-certificates'
import { createPlatformStore, createTenantIngress } from '../../lib/ingress-path/platform-test-objects'
import { readProbe } from '../../lib/ingress-path/read-probe'
import { ClusterView } from '../../lib/snapshot/cluster-view'
import { probeTarget } from '../../lib/sources/probe/probe-host'
import { findFreePort } from '../fairlead-process'
import { findNginx, type RealNginx, startNginx } from './real-nginx'

const executable = findNginx()
const mustBeReal = process.env.FAIRLEAD_REQUIRE_REAL === '1'
const dayMs = 86_400_000

it('finds a real NGINX where everything must be real', () => {
  if (mustBeReal) expect(executable, 'install NGINX or name it by FAIRLEAD_NGINX').not.toBeNull()
})

describe.skipIf(executable === null)('a probe of a real NGINX', () => {
  let nginx: RealNginx
  const silent = createServer((socket) => void socket.on('error', () => {}))

  beforeAll(async () => {
    const authority = await createCertificateAuthority('Test Root')
    const times = { notBefore: new Date(Date.now() - 60 * dayMs), notAfter: new Date(Date.now() + 30 * dayMs) }
    const issue = (host: string, change = {}) => authority.issue({ dnsNames: [host], ...times, ...change })
    const closedPort = await findFreePort()
    const silentPort = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => {
        const address = silent.address()
        resolve(address !== null && typeof address === 'object' ? address.port : 0)
      })
    })
    nginx = await startNginx(
      executable ?? '',
      {
        'good.example.net': {
          certificate: await issue('good.example.net'),
          locations: 'location / { default_type text/plain; return 200 "hello"; }',
        },
        'wrong.example.net': {
          certificate: await issue('other.example.net'),
          locations: 'location / { return 204; }',
        },
        'old.example.net': {
          certificate: await issue('old.example.net', { notAfter: new Date(Date.now() - dayMs) }),
          locations: 'location / { return 204; }',
        },
        'bare.example.net': { certificate: null, locations: 'location / { return 204; }' },
        'refused.example.net': {
          certificate: await issue('refused.example.net'),
          locations: `location / { proxy_pass http://127.0.0.1:${closedPort}; }`,
        },
        'slow.example.net': {
          certificate: await issue('slow.example.net'),
          locations: `location / { proxy_pass http://127.0.0.1:${silentPort}; proxy_read_timeout 300ms; }`,
        },
        'empty.example.net': {
          certificate: await issue('empty.example.net'),
          locations: 'location / { return 503; }',
        },
        'locked.example.net': {
          certificate: await issue('locked.example.net'),
          locations: 'location / { return 401; }',
        },
        'loop.example.net': {
          certificate: await issue('loop.example.net'),
          locations: 'location / { return 308 https://$host$request_uri; }',
        },
      },
      await authority.issueSelfSigned({
        dnsNames: ['ingress.local'],
        subject: 'O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate',
        ...times,
      }),
    )
  })
  afterAll(async () => {
    await nginx?.stop()
    silent.close()
  })

  /** Judges a host whose Secret nobody's Certificate writes, with what the probe was shown, as the server does after one. */
  const judge = async (host: string, annotations: Record<string, string> = {}) => {
    const { steps, certificate, answer } = await probe(host)
    const tls = [{ hosts: [host], secretName: 'by-hand' }]
    const store = createPlatformStore({ ingresses: [createTenantIngress({ host, tls, annotations })] })
    const asked = { host, path: '/cart', scheme: 'https' as const, at: new Date().toISOString() }
    const result = { ...asked, address: '203.0.113.10', port: 443, connectedTo: null, steps, certificate, answer }
    store.setProbe({ ...asked, results: [result] })
    const trace = judgeHost(new ClusterView(store, Date.now()), host)
    const hops = trace.hosts.flatMap((traced) => traced.hops)
    const checks = new Map(hops.flatMap((hop) => hop.checks).map(({ check, outcome }) => [check, outcome]))
    return { trace, checks, certificateHop: hops.find(({ id }) => id === 'certificate') }
  }

  const probe = async (host: string, scheme: 'http' | 'https' = 'https') => {
    const address = '203.0.113.10'
    const port = scheme === 'https' ? 443 : 80
    const connectTo = { address: '127.0.0.1', port: scheme === 'https' ? nginx.httpsPort : nginx.httpPort }
    const asked = { host, path: '/cart', scheme, address, port }
    const probed = await probeTarget({ ...asked, connectTo }, new AbortController().signal)
    const readings = readProbe({ ...asked, ...probed, connectedTo: null, at: new Date().toISOString() })
    const worst = readings.find(({ verdict }) => verdict === 'failing') ?? readings.at(-1)
    return { ...probed, worst }
  }

  it.each([
    ['good.example.net', 200, 'pods', 'passing'],
    ['unknown.example.net', 404, 'certificate', 'failing'],
    ['wrong.example.net', 204, 'certificate', 'failing'],
    ['old.example.net', 204, 'certificate', 'failing'],
    ['bare.example.net', 204, 'certificate', 'failing'],
    ['refused.example.net', 502, 'pods', 'failing'],
    ['slow.example.net', 504, 'pods', 'failing'],
    ['empty.example.net', 503, 'endpoints', 'failing'],
    ['loop.example.net', 308, 'ingress-rule', 'failing'],
  ])('%s answers %i, and the hop to look at is %s', async (host, status, hop, verdict) => {
    const { answer, worst } = await probe(host)
    expect(answer?.status).toBe(status)
    expect(worst).toMatchObject({ hop, verdict })
  })

  it.each([
    // The root of the tests is no authority that this machine trusts.
    ['good.example.net', 'warning', []],
    ['unknown.example.net', 'failing', ['tls-secret-missing', 'tls-default-certificate-served']],
    ['wrong.example.net', 'failing', ['tls-secret-name-mismatch']],
    ['bare.example.net', 'failing', ['tls-secret-missing', 'tls-default-certificate-served']],
    ['old.example.net', 'failing', []],
  ])('%s: the certificate hop is %s, and the rows are found', async (host, verdict, rows) => {
    const { checks, certificateHop, trace } = await judge(host)
    expect(certificateHop?.verdict).toBe(verdict)
    const served = ['tls-secret-missing', 'tls-secret-name-mismatch', 'tls-default-certificate-served']
    expect(served.filter((id) => checks.get(id) === 'found')).toEqual(rows)
    const evidence = trace.findings.filter(({ check }) => rows.includes(check)).flatMap((finding) => finding.evidence)
    expect(evidence.filter(({ source }) => source === 'Probe of 203.0.113.10:443').length).toBe(rows.length)
  })

  it('a right certificate leaves nothing open, and a host that nobody probed does', async () => {
    const { checks } = await judge('good.example.net')
    const ids = ['tls-secret-missing', 'tls-secret-malformed', 'tls-secret-name-mismatch']
    expect(ids.map((id) => checks.get(id))).toEqual(['clear', 'clear', 'clear'])
    const host = 'good.example.net'
    const tls = [{ hosts: [host], secretName: 'by-hand' }]
    const store = createPlatformStore({ ingresses: [createTenantIngress({ host, tls })] })
    const { notChecked } = judgeHost(new ClusterView(store, Date.now()), host)
    const open = notChecked.find(({ what }) => what === 'Secret by-hand')
    expect(open).toMatchObject({ reason: 'not-probed', detail: expect.stringContaining('a probe of good.example.net') })
  })

  it('401 behind a login, and a redirect to itself', async () => {
    const { trace } = await judge('locked.example.net', { 'nginx.ingress.kubernetes.io/auth-type': 'basic' })
    const restricted = trace.findings.find(({ check }) => check === 'access-restricted')
    expect(restricted).toMatchObject({ level: 'proven', summary: expect.stringContaining('got 401') })
    const loop = (await judge('loop.example.net')).trace.findings.find(({ check }) => check === 'redirect-loop')
    expect(loop).toMatchObject({ level: 'proven', severity: 'error' })
  })

  it('tells the default certificate of a controller from one for another name', async () => {
    expect((await probe('unknown.example.net')).certificate).toMatchObject({ isControllerDefault: true })
    expect((await probe('wrong.example.net')).certificate).toMatchObject({
      isControllerDefault: false,
      coversHost: false,
      names: ['other.example.net'],
    })
  })

  it('plain HTTP: a redirect to HTTPS is told, an unknown host is not found', async () => {
    expect((await probe('good.example.net', 'http')).answer).toMatchObject({
      status: 308,
      location: 'https://good.example.net/cart',
    })
    expect((await probe('unknown.example.net', 'http')).answer?.status).toBe(404)
  })
})
