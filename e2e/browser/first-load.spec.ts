import { gzipSync } from 'node:zlib'
import { expect, test } from './fixtures'

// Sizes do not depend on the machine or its load, so these may fail.

/** Compressed script that the first answer of a page asks for, in bytes. What modern browsers skip is not counted. */
const firstLoadMax = 200_000

const pages = [
  '/',
  '/blue',
  '/blue/ingresses',
  '/blue/ingresses/shop/checkout',
  '/blue/why?host=checkout.shop.example.net',
  '/blue/certificates',
  '/eks-media/certificates/tickets/venues-tls',
  '/blue/dns-zones?with=green',
  '/blue/dns-cache',
  '/blue/egress',
  '/blue/findings/0123456789abcdef',
  '/blue/sources',
  '/checks',
  '/checks/service-missing',
]

for (const path of pages) {
  test(`${path} loads at most ${firstLoadMax / 1000} kB of script before it works`, async ({ request, baseURL }) => {
    const html = await (await request.get(path)).text()
    const tags = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
    const sources = tags
      .filter((tag) => !/\bnomodule\b/i.test(tag))
      .flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? [])
    expect(sources.length).toBeGreaterThan(3)
    const sizes = await Promise.all(
      [...new Set(sources)].map(async (source) => {
        const script = await request.get(new URL(source, baseURL).href)
        return { source, bytes: gzipSync(await script.body()).length }
      }),
    )
    const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0)
    const told = sizes
      .sort((a, b) => b.bytes - a.bytes)
      .map((size) => `${size.bytes} ${size.source}`)
      .join('\n')
    expect(bytes, told).toBeLessThanOrEqual(firstLoadMax)
  })
}
