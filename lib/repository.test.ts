import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')

function listFiles(folder: string, pattern: RegExp): string[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => pattern.test(path))
}

const sources = [...listFiles('lib', /\.tsx?$/), ...listFiles('app', /\.tsx?$/), ...listFiles('components', /\.tsx?$/)]

describe('the repository', () => {
  it('marks server-only code: everything in lib/sources and, but for plain logic, in lib/server', () => {
    const files = listFiles('lib/sources', /\.ts$/).filter((path) => !path.endsWith('.test.ts'))
    expect(files.filter((path) => !read(path).includes("import 'server-only'"))).toEqual([])
    const server = listFiles('lib/server', /\.ts$/).filter((path) => !path.endsWith('.test.ts'))
    const readsOutside = server.filter((path) => /from '(node:|@\/lib\/sources|pino)/.test(read(path)))
    expect(readsOutside.filter((path) => !read(path).includes("import 'server-only'"))).toEqual([])
  })

  it('imports client-node at run time in connect.ts only', () => {
    const importers = sources.filter((path) => /^import (?!type )[^'"]*['"]@kubernetes\/client-node/m.test(read(path)))
    const allowed = /^lib\/sources\/kubernetes\/(connect|kubeconfig|exec-credential)\.ts$|\.test\.ts$/
    expect(importers.filter((path) => !allowed.test(path))).toEqual([])
  })

  it('never asks the API for Secrets', () => {
    const descriptions = read('lib/model/kubernetes.ts')
    expect(descriptions).not.toMatch(/'secrets'/)
  })

  it('quotes only paths that exist in its documents', () => {
    const documents = ['README.md', 'CONTRIBUTING.md', 'lib/README.md', 'lib/checks/README.md', 'e2e/README.md']
    for (const document of documents) {
      const folder = document.includes('/') ? document.replace(/[^/]+$/, '') : ''
      for (const [, link = ''] of read(document).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        expect(() => readFileSync(`${root}/${folder}${link}`), `${document} links ${link}`).not.toThrow()
      }
    }
  })

  it('shows pictures in the README that exist in both themes and are small', () => {
    const files = [...read('README.md').matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, file = '']) => file)
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(statSync(`${root}/${file}`).size, file).toBeLessThan(150_000)
    const themed = files.map((file) => file.replace(/-(light|dark)\.webp$/, ''))
    for (const name of themed)
      expect(files).toEqual(expect.arrayContaining([`${name}-light.webp`, `${name}-dark.webp`]))
  })

  it('explains every script of package.json in CONTRIBUTING.md', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const text = read('CONTRIBUTING.md')
    const missing = Object.keys(scripts).filter(
      (name) => !text.includes(name === 'test' || name === 'start' ? `npm ${name}` : `npm run ${name}`),
    )
    expect(missing).toEqual([])
  })
})
