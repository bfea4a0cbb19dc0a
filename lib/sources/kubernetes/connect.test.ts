import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect, listContexts } from './connect'
import { type FakeApi, type FakeScript, sendJson, sendStatus, startFakeApi } from './test-api'

let folder: string
const closers: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fairlead-connect-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await rm(folder, { recursive: true, force: true })
})

async function startApi(
  script: FakeScript = (_, response) => sendJson(response, 200, { gitVersion: 'v1.31.2' }),
): Promise<FakeApi> {
  const api = await startFakeApi(script)
  closers.push(() => api.close())
  return api
}

async function writeKubeconfig(api: FakeApi, user: object, name = 'config'): Promise<string> {
  const file = path.join(folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, api.kubeconfig(user))
  return file
}

/** An exec plugin that counts its runs and prints token-N; it keeps what it was told in KUBERNETES_EXEC_INFO. */
async function writePlugin(file: string, expirationTimestamp = ''): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const status = expirationTimestamp === '' ? '' : `,"expirationTimestamp":"${expirationTimestamp}"`
  const lines = [
    '#!/bin/sh',
    'cd "$(dirname "$0")"',
    'sleep 0.1',
    'echo run >> runs',
    'printf "%s" "$KUBERNETES_EXEC_INFO" > told',
    `printf '{"kind":"ExecCredential","status":{"token":"token-%s"${status}}}' "$(wc -l < runs | tr -d ' ')"`,
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
  await chmod(file, 0o755)
}

describe('connect', () => {
  it('runs an exec plugin once for many requests, from the folder of the kubeconfig, and tells it what it needs', async () => {
    const api = await startApi()
    await writePlugin(path.join(folder, 'plugins', 'login'))
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: './plugins/login',
      args: [],
      env: [{ name: 'WHO', value: 'me' }],
    }
    const connection = await connect({ kubeconfigPath: await writeKubeconfig(api, { exec }) })
    closers.push(() => connection.close())
    const answers = await Promise.all(Array.from({ length: 10 }, () => connection.requestJson('/version')))
    expect(answers.map((answer) => answer.state === 'answered' && answer.status)).toEqual(Array(10).fill(200))
    expect(new Set(api.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer token-1']))
    const told: unknown = JSON.parse(await readFile(path.join(folder, 'plugins', 'told'), 'utf8'))
    expect(told).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      kind: 'ExecCredential',
      spec: { interactive: false },
    })
  })

  it('runs the plugin again when the token is about to expire', async () => {
    const api = await startApi()
    await writePlugin(path.join(folder, 'login'), new Date(Date.now() + 10_000).toISOString())
    const connection = await connect({ kubeconfigPath: await writeKubeconfig(api, { exec: { command: './login' } }) })
    closers.push(() => connection.close())
    await connection.serverVersion()
    await connection.serverVersion()
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it('fetches credentials again when the server refuses them, and repeats the request', async () => {
    const api = await startApi(({ headers }, response) => {
      if (headers.authorization === 'Bearer token-1') sendStatus(response, 401, 'Unauthorized')
      else sendJson(response, 200, { gitVersion: 'v1.31.2' })
    })
    await writePlugin(path.join(folder, 'login'))
    const connection = await connect({ kubeconfigPath: await writeKubeconfig(api, { exec: { command: './login' } }) })
    closers.push(() => connection.close())
    expect(await connection.serverVersion()).toBe('v1.31.2')
  })

  it('says which plugin is missing and repeats the hint of the kubeconfig', async () => {
    const api = await startApi()
    const exec = { command: 'no-such-plugin-here', installHint: 'Install it with brew.' }
    const connection = await connect({ kubeconfigText: api.kubeconfig({ exec }) })
    expect(await connection.requestJson('/version')).toMatchObject({
      state: 'failed',
      reason: 'unreachable',
      detail: expect.stringMatching(/"no-such-plugin-here" of user "someone" was not found.*Install it with brew\./),
    })
  })

  it('reads a tokenFile relative to the kubeconfig, and again after a 401', async () => {
    let accepted = 'first'
    const api = await startApi(({ headers }, response) => {
      if (headers.authorization === `Bearer ${accepted}`) sendJson(response, 200, { gitVersion: 'v1.31.2' })
      else sendStatus(response, 401, 'Unauthorized')
    })
    const tokenFile = path.join(folder, 'token')
    await writeFile(tokenFile, 'first\n')
    const connection = await connect({ kubeconfigPath: await writeKubeconfig(api, { tokenFile: 'token' }) })
    closers.push(() => connection.close())
    expect(await connection.serverVersion()).toBe('v1.31.2')
    accepted = 'rotated'
    await writeFile(tokenFile, 'rotated\n')
    expect(await connection.serverVersion()).toBe('v1.31.2')
  })

  it('merges kubeconfig files as kubectl does: the first definition wins, missing files are passed over', async () => {
    const first = path.join(folder, 'first')
    const second = path.join(folder, 'second')
    const config = (context: string, server: string) =>
      JSON.stringify({
        'current-context': context,
        contexts: [{ name: context, context: { cluster: 'shared', user: 'shared', namespace: `ns-${context}` } }],
        clusters: [{ name: 'shared', cluster: { server } }],
        users: [{ name: 'shared', user: { token: 'x' } }],
      })
    await writeFile(first, config('one', 'https://first.example'))
    await writeFile(second, config('two', 'https://second.example'))
    const paths = [path.join(folder, 'missing'), first, second]
    expect(await listContexts(paths)).toMatchObject({
      contexts: [
        { name: 'one', isCurrent: true, namespace: 'ns-one' },
        { name: 'two', isCurrent: false },
      ],
      problems: [],
    })
    expect(await connect({ kubeconfigPath: paths, context: 'two' })).toMatchObject({
      context: 'two',
      namespace: 'ns-two',
      server: 'https://first.example',
    })
  })

  it.each([
    ['a missing file', { kubeconfigPath: '/nowhere/config' }, /\/nowhere\/config does not exist/],
    ['no file at all', {}, /no kubeconfig was given/],
    ['text that is not YAML', { kubeconfigText: '{{{' }, /not valid YAML/],
    ['text that is not a kubeconfig', { kubeconfigText: '- a\n- b' }, /top level must be a mapping/],
    ['no current context', { kubeconfigText: 'contexts: []' }, /no current-context/],
    [
      'an unknown context',
      { kubeconfigText: 'contexts: [{name: a, context: {cluster: b}}]', context: 'x' },
      /context "x" is not in .*it has a/,
    ],
    [
      'an unknown cluster',
      { kubeconfigText: 'contexts: [{name: a, context: {cluster: b}}]', context: 'a' },
      /names cluster "b", which is not defined/,
    ],
    [
      'a server that is not a URL',
      {
        kubeconfigText: 'contexts: [{name: a, context: {cluster: b}}]\nclusters: [{name: b, cluster: {server: host}}]',
        context: 'a',
      },
      /clusters\["b"\].cluster.server .*must start with https/,
    ],
    [
      'a field of the wrong type',
      {
        kubeconfigText: 'contexts: [{name: a, context: {cluster: b}}]\nclusters: [{name: b, cluster: {server: 7}}]',
        context: 'a',
      },
      /clusters\[0\]\.cluster\.server/,
    ],
  ])('tells %s as a problem of the connection, and every request says so', async (_, options, problem) => {
    const connection = await connect(options)
    expect(connection.configurationProblem).toMatch(problem)
    expect(await connection.requestJson('/version')).toMatchObject({
      state: 'failed',
      reason: 'unreachable',
      detail: connection.configurationProblem,
    })
    expect(await connection.serverVersion()).toBeNull()
  })

  it('says that a Pod is needed for the in-cluster mode', async () => {
    expect((await connect({ inCluster: true, inClusterRoot: folder })).configurationProblem).toMatch(
      /KUBERNETES_SERVICE_HOST|token does not exist/,
    )
  })

  it('does not open a connection for each request', async () => {
    const ports = new Set<number>()
    const api = await startApi((_, response) => {
      ports.add(response.socket?.remotePort ?? 0)
      sendJson(response, 200, {})
    })
    const connection = await api.connection()
    closers.push(() => connection.close())
    for (let count = 0; count < 20; count++) await connection.requestJson('/version')
    expect(ports.size).toBeLessThanOrEqual(2)
  })

  it('gives up at the deadline when the head arrives but the body does not end', async () => {
    const api = await startApi((_, response) => {
      response.writeHead(200)
      response.write('{')
    })
    const connection = await api.connection()
    closers.push(() => connection.close())
    expect(await connection.requestJson('/version', { timeoutMs: 60 })).toMatchObject({
      state: 'failed',
      reason: 'timed-out',
    })
  })

  it('does not carry credentials to where the server redirects', async () => {
    const other = await startApi()
    const api = await startApi((_, response) => {
      response.writeHead(302, { location: `${other.url}/version` })
      response.end()
    })
    const connection = await api.connection()
    closers.push(() => connection.close())
    expect(await connection.requestJson('/version')).toMatchObject({ state: 'answered', status: 302 })
    expect(other.requests).toEqual([])
  })
})
