import { describe, expect, it } from 'vitest'
import type { TracedHost } from '@/lib/model/trace'
import { keyPaths } from '../trace-selection'
import { createBrokenPath, createCause, createHop, createHost, createPath } from '../traced-path-fixture'
import type { PictureColours } from './picture-colours'
import { cleanText, estimateWidth, truncate, wrapText } from './picture-text'
import { namePictureFile } from './save-picture'
import { type PictureContent, writePicture } from './write-picture'

const colours: PictureColours = {
  bg: '#fafbfc',
  surface: '#ffffff',
  line: '#e4e7ec',
  lineStrong: '#cfd5de',
  ink: '#12161d',
  muted: '#566072',
  faint: '#616b7c',
  tones: { pass: '#14734a', warn: '#8a5300', fail: '#b91f2e', unknown: '#4a5d80', accent: '#2f5fd8' },
}

function contentOf(host: TracedHost, rest: Partial<PictureContent> = {}): PictureContent {
  const shown = keyPaths(host.paths)
  return {
    cluster: 'blue',
    declaredBy: 'Ingress shop/web',
    host,
    shown,
    folded: [],
    selectedKey: shown[0]?.key ?? null,
    observedAt: '2026-11-24T10:04:07.123Z',
    ...rest,
  }
}
const write = (host: TracedHost, rest: Partial<PictureContent> = {}) => writePicture(contentOf(host, rest), colours)

/** What the document says, and nothing of its markup. */
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text)

describe('a picture', () => {
  const host = createHost([createBrokenPath('/api'), createPath('/')], {
    sentence: 'Path /api of web.example.net answers 503: Service shop/gone does not exist.',
  })

  it('says verdict, cluster, Ingress, host, time, columns, ports, where it breaks and what the shapes mean', () => {
    const said = textsOf(write(host).svg)
    expect(said).toContain('Path /api of web.example.net answers 503: Service shop/gone does not exist.')
    const meta = said.find((text) => text.startsWith('cluster blue'))
    for (const part of ['Ingress shop/web', 'host web.example.net', '1 of 2 paths pass', '2026-11-24 10:04:07 UTC'])
      expect(meta).toContain(part)
    for (const part of ['DNS record', 'Pods', 'breaks here', '80 → http', '(8080)', 'After failure', 'Fairlead'])
      expect(said).toContain(part)
  })

  it('wears the theme it is given', () => {
    expect(write(host).svg).toContain(colours.tones.fail)
    const dark = { ...colours, bg: '#0b0d11' }
    expect(writePicture(contentOf(host), dark).svg).toContain('#0b0d11')
  })

  it('counts the paths that it does not show', () => {
    const folded = keyPaths([createPath('/x'), createBrokenPath('/y')])
    expect(textsOf(write(host, { folded }).svg)).toContain('and 2 more paths: 1 failing, 1 passing')
  })

  it('says that nothing was read rather than inventing a time', () => {
    expect(write(host, { observedAt: null }).svg).toContain('nothing read yet')
  })

  it('asks for nothing from elsewhere and runs nothing', () => {
    const { svg } = write(host)
    expect(svg).not.toMatch(/<(script|style|image|use|foreignObject|a|link)\b/)
    expect(svg).not.toMatch(/\b(href|src|url\(|on[a-z]+=)/)
    expect([...svg.matchAll(/https?:\/\/[^"]+/g)].map(([address]) => address)).toEqual(['http://www.w3.org/2000/svg'])
  })
})

describe('hostile names', () => {
  const attack = `"><script>alert(1)</script><image href='http://evil.example/'/>&amp;]]>`
  const path = createPath(attack, {
    backend: { service: attack, port: attack, resource: null },
    ports: { port: 80, name: attack, target: attack, numbers: [] },
    hops: [
      createHop('service', 'failing', { headline: attack, reason: attack }),
      createHop('endpoints'),
      createHop('pods'),
    ],
  })
  const host = createHost([path], { host: attack, sentence: attack, rootCause: createCause('service') })

  it('stay text: the document has the elements that a harmless one has', () => {
    const { svg } = write(host, { cluster: attack, declaredBy: attack })
    const elementsOf = (text: string) => new Set([...text.matchAll(/<\/?([A-Za-z]+)/g)].map(([, name]) => name))
    expect([...elementsOf(svg)].sort()).toEqual(['g', 'path', 'rect', 'svg', 'text', 'title'])
    // Every ampersand begins one of our own escapes, and no quote ends an attribute early.
    expect(svg.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
    expect(svg.match(/="[^"<>]*"/g)?.length).toBe(svg.match(/="/g)?.length)
  })

  it('leave out what XML forbids and what turns text around', () => {
    expect(cleanText('a\u0000b\u202ec\ud800d\ufffee\nf')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde f')
    expect(cleanText('größe 日本 🙂')).toBe('größe 日本 🙂')
  })

  it('make file names of plain characters', () => {
    expect(namePictureFile(contentOf(host), 'png')).toMatch(/^fairlead-blue-[A-Za-z0-9._-]+\.png$/)
    const any = createHost([createPath('/')], { host: '*' })
    expect(namePictureFile(contentOf(any), 'svg')).toBe('fairlead-blue-any-host.svg')
    const wildcard = createHost([createPath('/')], { host: '*.example.net' })
    expect(namePictureFile(contentOf(wildcard), 'svg')).toBe('fairlead-blue-_.example.net.svg')
  })
})

describe('text in a box', () => {
  it('is cut with an ellipsis and never wider than asked', () => {
    const cut = truncate('a-service-with-a-very-long-name', 60, 12)
    expect(cut.endsWith('…')).toBe(true)
    expect(estimateWidth(cut, 12)).toBeLessThanOrEqual(60)
    expect(truncate('short', 60, 12)).toBe('short')
  })

  it('breaks between words, and inside one that is too long', () => {
    expect(wrapText('one two three four', 60, 12, 3)).toEqual(['one two', 'three four'])
    const lines = wrapText('x'.repeat(40), 60, 12, 3)
    expect(lines).toHaveLength(3)
    expect(lines[2]).toContain('…')
    for (const line of lines) expect(estimateWidth(line, 12)).toBeLessThanOrEqual(60)
  })

  it('never cuts a character in two', () => {
    for (const line of wrapText('🙂'.repeat(20), 50, 12, 2))
      expect(line).not.toMatch(/[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff][\udc00-\udfff])/)
  })
})
