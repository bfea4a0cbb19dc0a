import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'

interface Received {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: Buffer
}

/** One GET as it comes over the wire, undecoded. `isStream`: only its first piece. */
function receive(url: string, headers: Record<string, string>, isStream = false): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers }, (response) => {
      const pieces: Buffer[] = []
      const finish = () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) })
      response.on('data', (piece: Buffer) => {
        pieces.push(piece)
        if (!isStream) return
        finish()
        response.destroy()
      })
      response.on('end', finish)
    })
    request.on('error', (error) => (isStream ? undefined : reject(error)))
  })
}

describe('answers over the wire', () => {
  let fairlead: FairleadProcess
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fairlead-wire-'))
    await writeFile(path.join(folder, 'fairlead.yaml'), 'clusters: []\n')
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: path.join(folder, 'fairlead.yaml'), FAIRLEAD_LOG_LEVEL: 'error' },
    })
  }, 60_000)
  afterAll(async () => {
    await fairlead?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('compresses JSON for who accepts it, and only then', async () => {
    const url = `${fairlead.url}/api/v1/checks`
    const plain = await receive(url, {})
    expect(plain.headers['content-encoding']).toBeUndefined()
    const packed = await receive(url, { 'accept-encoding': 'gzip' })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(packed.headers.vary).toContain('Accept-Encoding')
    expect(packed.body.length).toBeLessThan(plain.body.length / 3)
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true)
  })

  it('keeps the type of a problem', async () => {
    const { status, headers } = await receive(`${fairlead.url}/api/v1/clusters/nope/ingresses`, {
      'accept-encoding': 'gzip',
    })
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
  })

  it('sends events at once and uncompressed', async () => {
    const { headers, body } = await receive(`${fairlead.url}/api/v1/events`, { 'accept-encoding': 'gzip' }, true)
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.toString('utf8')).toMatch(/^(id|event|retry|:)/)
  })
})
