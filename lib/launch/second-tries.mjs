import path from 'node:path'

/**
 * Names the tests of a vitest JSON report that passed at a later try only: the report keeps the errors of the tries before.
 * @param {{ testResults: { name: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[] }} report
 * @param {string} root the folder that file names are told from
 * @returns {string[]} `lib/checks/run-check.test.ts: runCheck stops in time`
 */
export function listVitestSecondTries(report, root) {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ fullName }) => `${path.relative(root, name)}: ${fullName.trim()}`),
  )
}

/**
 * The same of a Playwright JSON report. Suites nest: files, then `describe` blocks.
 * @typedef {{ title: string, file: string, specs?: { title: string, tests: { status: string }[] }[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @param {{ suites: PlaywrightSuite[] }} report
 * @returns {string[]} `tenant.spec.ts: the why page takes a pasted URL and traces its host`
 */
export function listPlaywrightSecondTries(report) {
  return report.suites.flatMap((file) => listOfSuite(file, []).map((title) => `${file.file}: ${title}`))
}

/** @param {PlaywrightSuite} suite @param {string[]} above @returns {string[]} */
function listOfSuite({ specs = [], suites = [] }, above) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
  return [
    ...own.map(({ title }) => [...above, title].join(' ')),
    ...suites.flatMap((inner) => listOfSuite(inner, [...above, inner.title])),
  ]
}
