import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const endings = ['.ts', '.tsx', '']

/** Packages that are loaded when they are needed, and never with a page. */
const later = ['zod', '@tanstack/react-virtual', '@base-ui/react/autocomplete', '@base-ui/react/dialog', 'recharts']

const listFiles = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name))

/** What a file imports when it is loaded: not types, nor what it imports later with `import()`. */
function listImports(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\b)([^'"]*?\bfrom\s+)?['"]([^'"]+)['"]/gm)
  return [...statements]
    .filter(([, clause = '']) => {
      const names = /\{([^}]*)\}/.exec(clause)?.[1]
      const isOnlyTypes = names?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))
      return isOnlyTypes !== true || /^\s*\w/.test(clause)
    })
    .map(([, , target = '']) => target)
}

function resolve(file: string, target: string): string | null {
  const path = target.startsWith('@/')
    ? join(root, target.slice(2))
    : target.startsWith('.')
      ? join(dirname(file), target)
      : null
  if (path === null) return null
  return endings.map((ending) => path + ending).find((each) => existsSync(each) && /\.tsx?$/.test(each)) ?? null
}

/** The way from a client component to a package it must not load, as file names; null when there is none. */
function findWay(file: string, packageName: string, seen: Set<string>): string[] | null {
  if (seen.has(file)) return null
  seen.add(file)
  for (const target of listImports(file)) {
    if (target === packageName || target.startsWith(`${packageName}/`)) return [relative(root, file), packageName]
    const next = resolve(file, target)
    const way = next === null ? null : findWay(next, packageName, seen)
    if (way !== null) return [relative(root, file), ...way]
  }
  return null
}

const isClient = (file: string) => /^['"]use client['"]/.test(readFileSync(file, 'utf8'))
const clients = [...listFiles('app'), ...listFiles('components')].filter(
  (file) => /\.tsx?$/.test(file) && isClient(file),
)

/** Files that are themselves only reached with `import()`, so that what they import is loaded later. */
const loadedLater = [
  /\/rows-in-sight\.tsx$/,
  /\/components\/charts\//,
  /\/components\/palette\//,
  /\/help-dialog\.tsx$/,
]

describe('client components', () => {
  it.each(later)('do not load %s with the page', (packageName) => {
    const ways = clients
      .filter((file) => !loadedLater.some((pattern) => pattern.test(file)))
      .map((file) => findWay(file, packageName, new Set())?.join(' -> '))
      .filter((way) => way !== undefined)
    expect(ways).toEqual([])
  })

  it('are found, so that the promise above is about something', () => {
    expect(clients.length).toBeGreaterThan(20)
    const query = join(root, 'lib/api/schemas/ingresses.ts')
    expect(findWay(query, 'zod', new Set())).toEqual(['lib/api/schemas/ingresses.ts', 'zod'])
  })
})
