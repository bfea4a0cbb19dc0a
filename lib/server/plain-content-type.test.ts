import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { installPlainContentType } from './plain-content-type'

async function answerWith(setHeaders: (response: ServerResponse) => void): Promise<{ seen: unknown; sent: Headers }> {
  let seen: unknown
  const server = createServer((_request, response) => {
    setHeaders(response)
    seen = response.getHeader('content-type')
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { headers } = await fetch(`http://127.0.0.1:${port}/`)
  await new Promise((resolve) => server.close(resolve))
  return { seen, sent: headers }
}

it('makes a Content-Type that is a list of one readable for compression, and leaves other headers alone', async () => {
  installPlainContentType()
  installPlainContentType()
  const { seen, sent } = await answerWith((response) => {
    response.setHeader('content-type', ['application/problem+json'])
    response.setHeader('set-cookie', ['a=1', 'b=2'])
  })
  expect(seen).toBe('application/problem+json')
  expect(sent.get('content-type')).toBe('application/problem+json')
  expect(sent.getSetCookie()).toEqual(['a=1', 'b=2'])
})
