import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { answerChange, judgeOrigin } from './change-route'

describe('judgeOrigin', () => {
  test.each([
    ['http://127.0.0.1:3000', '127.0.0.1:3000', true],
    ['http://localhost:3000', 'localhost:3000', true],
    ['http://[::1]:3000', '[::1]:3000', true],
    ['http://127.0.0.1:3001', '127.0.0.1:3000', false],
    ['http://rebound.example', '127.0.0.1:3000', false],
    ['http://127.0.0.1:3000.example', '127.0.0.1:3000', false],
    ['null', '127.0.0.1:3000', false],
    [null, '127.0.0.1:3000', false],
  ])('origin %s on host %s: allowed %s', (origin, host, isAllowed) => {
    expect(judgeOrigin(origin, host) === null).toBe(isAllowed)
  })
})

describe('answerChange', () => {
  const contract = { body: z.strictObject({ name: z.string() }), answer: z.object({ done: z.string() }) }
  const send = async (body: string, headers: Record<string, string>) => {
    const change = vi.fn(async ({ body: { name } }: { body: { name: string } }) => ({ done: name }))
    const request = new Request('http://127.0.0.1:3000/x', { method: 'POST', body, headers })
    const response = await answerChange(contract, change)(request, { params: Promise.resolve({}) })
    return { status: response.status, json: await response.json(), change }
  }
  const own = { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }

  test('answers what the use case answered', async () => {
    expect(await send('{"name":"a"}', own)).toMatchObject({ status: 200, json: { done: 'a' } })
  })

  test('changes nothing for a foreign page', async () => {
    const { status, json, change } = await send('{"name":"a"}', { ...own, origin: 'http://rebound.example' })
    expect(status).toBe(403)
    expect(json).toMatchObject({ status: 403, requestId: expect.any(String) })
    expect(change).not.toHaveBeenCalled()
  })

  test.each(['{', '{}', '{"name":"a","nmae":"b"}'])('answers 400 to the body %s', async (body) => {
    expect((await send(body, own)).status).toBe(400)
  })
})
