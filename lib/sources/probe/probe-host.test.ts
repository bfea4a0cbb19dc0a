import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority } from '@/lib/demo/ingress-endpoint/issue-certificates'
import { refuseAddress } from './address-guard'
import { type ProbeTarget, probeTarget } from './probe-host'

const limits = { tcpMs: 500, tlsMs: 500, httpMs: 500 }
const dayMs = 86_400_000

const servers: TcpServer[] = []
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve)
          if ('closeAllConnections' in server) (server as Server).closeAllConnections()
        }),
    ),
  )
})

function listen(server: TcpServer): Promise<number> {
  servers.push(server)
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}

const target = (port: number, change: Partial<ProbeTarget> = {}): ProbeTarget => ({
  host: 'shop.example.net',
  path: '/',
  scheme: 'https',
  address: '203.0.113.10',
  port: 443,
  connectTo: { address: '127.0.0.1', port },
  ...change,
})
const probe = (port: number, change?: Partial<ProbeTarget>) =>
  probeTarget(target(port, change), new AbortController().signal, limits)
const outcomes = ({ steps }: Awaited<ReturnType<typeof probe>>) => steps.map(({ id, outcome }) => `${id} ${outcome}`)

describe('a probe over real sockets', () => {
  let authority: CertificateAuthority

  beforeAll(async () => {
    authority = await createCertificateAuthority('Test Root')
  })

  const startSecure = async (
    dnsNames: string[],
    respond: Parameters<typeof createServer>[1] = (_request, response) => {
      response.end('hello')
    },
    change: { subject?: string; notAfter?: Date } = {},
  ) => {
    const issued = await authority.issue({
      dnsNames,
      notBefore: new Date(Date.now() - 90 * dayMs),
      notAfter: new Date(Date.now() + 30 * dayMs),
      ...change,
    })
    return listen(createSecureServer(issued, respond))
  }

  test('tells certificate, status and the harmless headers, each station with its time', async () => {
    const asked: string[] = []
    const port = await startSecure(['shop.example.net', '*.shop.example.net'], (request, response) => {
      asked.push(`${request.method} ${request.headers.host} ${request.url}`)
      response.setHeader('set-cookie', 'session=secret')
      response.setHeader('x-internal', 'secret')
      response.setHeader('server', 'nginx')
      response.end('a body that nobody reads')
    })
    const result = await probe(port, { path: '/cart' })
    expect(outcomes(result)).toEqual(['tcp passed', 'tls passed', 'http passed'])
    expect(result.steps.every(({ durationMs }) => durationMs !== null && durationMs >= 0)).toBe(true)
    expect(asked).toEqual(['GET shop.example.net /cart'])
    expect(result.certificate).toMatchObject({
      subject: 'CN=shop.example.net',
      issuer: 'CN=Test Root',
      names: ['shop.example.net', '*.shop.example.net'],
      coversHost: true,
      isTrusted: false,
      isControllerDefault: false,
    })
    expect(Date.parse(result.certificate?.notAfter ?? '')).toBeGreaterThan(Date.now())
    expect(result.answer?.status).toBe(200)
    expect(JSON.stringify(result)).not.toMatch(/secret|nobody reads/)
    expect(result.answer?.headers).toContainEqual({ name: 'server', value: 'nginx' })
  })

  test('a certificate for other names, an expired one and the default of the controller are read all the same', async () => {
    const other = await probe(await startSecure(['other.example.net']))
    expect(other.certificate).toMatchObject({ coversHost: false, names: ['other.example.net'] })
    expect(other.answer?.status).toBe(200)
    const expired = await probe(
      await startSecure(['shop.example.net'], undefined, { notAfter: new Date(Date.now() - dayMs) }),
    )
    expect(expired.certificate).toMatchObject({ coversHost: true, isTrusted: false })
    const fake = await probe(
      await startSecure(['ingress.local'], undefined, {
        subject: 'O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate',
      }),
    )
    expect(fake.certificate).toMatchObject({ isControllerDefault: true, coversHost: false })
  })

  test('a redirect is told and not followed', async () => {
    let count = 0
    const port = await listen(
      createServer((_request, response) => {
        count += 1
        response.writeHead(308, { location: 'https://elsewhere.example.org/' }).end()
      }),
    )
    const result = await probe(port, { scheme: 'http' })
    expect(outcomes(result)).toEqual(['tcp passed', 'tls skipped', 'http passed'])
    expect(result.answer).toMatchObject({ status: 308, location: 'https://elsewhere.example.org/' })
    expect(count).toBe(1)
  })

  test('nobody listens: the first station fails and the later ones are skipped', async () => {
    const port = await listen(createTcpServer())
    await new Promise((resolve) => servers.pop()?.close(resolve))
    const result = await probe(port)
    expect(outcomes(result)).toEqual(['tcp failed', 'tls skipped', 'http skipped'])
    expect(result.steps[0]?.detail).toMatch(/connection refused/)
  })

  test('a server that never says a word ends in time, in TLS and in HTTP', async () => {
    const silent = await listen(createTcpServer((socket) => void socket.resume().on('error', () => {})))
    const secure = await probe(silent)
    expect(outcomes(secure)).toEqual(['tcp passed', 'tls failed', 'http skipped'])
    expect(secure.steps[1]?.detail).toMatch(/no answer within 0.5 s/)
    const plain = await probe(silent, { scheme: 'http' })
    expect(outcomes(plain)).toEqual(['tcp passed', 'tls skipped', 'http failed'])
    expect(plain.steps[2]?.detail).toMatch(/no answer within 0.5 s/)
  })

  test('an answer that is no HTTP, endless headers and a cut connection are failures in words', async () => {
    const garbage = await listen(
      createTcpServer(
        (socket) =>
          void socket
            .resume()
            .on('error', () => {})
            .end('SSH-2.0-OpenSSH\r\n'),
      ),
    )
    expect((await probe(garbage, { scheme: 'http' })).steps[2]?.detail).toMatch(/not HTTP/)
    const endless = await listen(
      createTcpServer(
        (socket) =>
          void socket
            .resume()
            .on('error', () => {})
            .write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}`),
      ),
    )
    expect((await probe(endless, { scheme: 'http' })).steps[2]?.detail).toMatch(/larger than 16 KB/)
    const cut = await listen(
      createTcpServer(
        (socket) =>
          void socket
            .resume()
            .on('error', () => {})
            .destroy(),
      ),
    )
    expect(outcomes(await probe(cut))).toContain('tls failed')
  })

  test('a host name cannot smuggle a header', async () => {
    const port = await listen(createServer((_request, response) => void response.end()))
    const result = await probe(port, { scheme: 'http', host: 'a.example.net\r\nx-evil: 1' })
    expect(outcomes(result)).toEqual(['tcp passed', 'tls skipped', 'http failed'])
  })

  afterAll(() => {
    expect(servers).toEqual([])
  })
})

describe('addresses that a probe never goes to', () => {
  test.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '224.0.0.1',
    '168.63.129.16',
    'localhost',
  ])('%s', (address) => {
    expect(refuseAddress(address)).toContain(address)
  })

  test.each(['203.0.113.10', '10.224.255.7', '2001:db8::10'])('%s may be asked', (address) => {
    expect(refuseAddress(address)).toBeNull()
  })
})
