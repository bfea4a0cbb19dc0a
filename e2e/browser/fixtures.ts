import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { parse } from 'yaml'

/** A cluster of the embedded platform, changed as kubectl would change it. */
export interface DemoCluster {
  get(path: string): Promise<Record<string, unknown>>
  create(path: string, object: unknown): Promise<void>
  merge(path: string, patch: unknown): Promise<void>
  remove(path: string): Promise<void>
}

interface Kubeconfig {
  contexts: { name: string; context: { cluster: string; user: string } }[]
  clusters: { name: string; cluster: { server: string } }[]
  users: { name: string; user: { token: string } }[]
}

function openCluster(contextName: string): DemoCluster {
  const config = parse(readFileSync(requireEnvironment('FAIRLEAD_TEST_KUBECONFIG'), 'utf8')) as Kubeconfig
  const context = config.contexts.find(({ name }) => name === contextName)?.context
  const server = config.clusters.find(({ name }) => name === context?.cluster)?.cluster.server
  const token = config.users.find(({ name }) => name === context?.user)?.user.token
  const send = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const answer = await fetch(`${server}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }
  return {
    get: (path) => send('GET', path),
    create: async (path, object) => void (await send('POST', path, object)),
    merge: async (path, patch) => void (await send('PATCH', path, patch, 'application/merge-patch+json')),
    remove: async (path) => void (await send('DELETE', path)),
  }
}

function requireEnvironment(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; start the tests with npm run e2e`)
  return value
}

export const test = base.extend<{ blue: DemoCluster; green: DemoCluster }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from a destructured first parameter.
  baseURL: async ({}, use) => use(requireEnvironment('FAIRLEAD_TEST_URL')),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  blue: async ({}, use) => use(openCluster('blue')),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  green: async ({}, use) => use(openCluster('green')),
  // Every test fails on a page error or a violated content security policy, whatever else it looks at.
  page: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' || /content security policy/i.test(message.text()))
        complaints.push(`console: ${message.text()}`)
    })
    await use(page)
    expect(complaints.filter((complaint) => !isExpectedStatus(complaint))).toEqual([])
  },
})

// The browser itself logs an answer of 404 or 503; pages that show those states are tested on purpose.
const isExpectedStatus = (complaint: string) => /Failed to load resource.*(404|503|400)/.test(complaint)

/** Fails with rule, impact and target of everything that axe finds. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const told = violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
  )
  expect(told).toEqual([])
}

export { expect }
