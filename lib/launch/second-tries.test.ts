import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { listPlaywrightSecondTries, listVitestSecondTries } from './second-tries.mjs'

const unsteadyTest = `
let tries = 0
describe('a clock', () => {
  it('passes at the second try', () => expect(++tries).toBe(2))
  it('passes at once', () => {})
})
`

describe('listVitestSecondTries', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fairlead-second-try-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('names the test that a real run had to try twice, and no other', { timeout: 30_000 }, () => {
    writeFileSync(path.join(folder, 'unsteady.test.js'), unsteadyTest)
    const vitest = path.resolve('node_modules/vitest/vitest.mjs')
    const args = [
      vitest,
      'run',
      '--root',
      folder,
      '--globals',
      '--retry=1',
      '--reporter=json',
      '--outputFile=report.json',
    ]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder })
    expect(status, stderr).toBe(0)
    const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'))
    expect(listVitestSecondTries(report, folder)).toEqual(['unsteady.test.js: a clock passes at the second try'])
  })
})

describe('listPlaywrightSecondTries', () => {
  it('names tests at any depth by file, group and title', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] })
    const report = {
      suites: [
        {
          title: 'tenant.spec.ts',
          file: 'tenant.spec.ts',
          specs: [spec('a steady one', 'expected'), spec('at the top', 'flaky')],
          suites: [{ title: 'the why page', file: 'tenant.spec.ts', specs: [spec('takes a URL', 'flaky')] }],
        },
        { title: 'egress.spec.ts', file: 'egress.spec.ts', specs: [spec('fails', 'unexpected')] },
      ],
    }
    expect(listPlaywrightSecondTries(report)).toEqual([
      'tenant.spec.ts: at the top',
      'tenant.spec.ts: the why page takes a URL',
    ])
  })
})
