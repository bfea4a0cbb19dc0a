import type { Check } from '@/lib/checks/define-check'
import { type CheckRun, runCheck } from '@/lib/checks/run-check'
import {
  createPlatformView,
  createTenantIngress,
  type Platform,
  platformNowMs,
} from '@/lib/ingress-path/platform-test-objects'
import { type HostSubject, listPaths, type PathSubject } from '@/lib/ingress-path/subjects'
import type { KindName } from '@/lib/model/kubernetes'

/** One row of a check's test table: a platform, and how the check ends for the first host of its first Ingress. */
export interface CheckCase {
  check: string
  name: string
  platform?: Partial<Platform>
  outcome: CheckRun['result']['outcome']
  nowMs?: number
  /** Text of the summary, or of the reason when nothing was found. */
  says?: RegExp
}

/** Runs a check of a family by id on the first host of the first Ingress. */
export function runOn(
  checks: readonly Check<HostSubject>[],
  id: string,
  platform: Partial<Platform> = {},
  nowMs = platformNowMs,
): CheckRun {
  const check = checks.find((candidate) => candidate.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  const ingress = platform.ingresses?.[0] ?? createTenantIngress()
  const host = ingress.spec?.rules?.[0]?.host ?? '*'
  return runCheck(check, { ingress, host }, createPlatformView(platform, nowMs), { host })
}

/** Runs a check of a family by id on the first path of the first Ingress. */
export function runPathOn(
  checks: readonly Check<PathSubject>[],
  id: string,
  platform: Partial<Platform> = {},
  nowMs = platformNowMs,
): CheckRun {
  const check = checks.find((candidate) => candidate.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  const ingress = platform.ingresses?.[0] ?? createTenantIngress()
  const host = ingress.spec?.rules?.[0]?.host ?? '*'
  const [path] = listPaths(ingress, host)
  if (path === undefined) throw new Error('the first Ingress has no path')
  return runCheck(check, { ingress, host, path }, createPlatformView(platform, nowMs), { host })
}

/** Kinds of a check's inputs other than the Ingress itself, which is always there when it is judged. */
export function listKinds(check: Pick<Check<HostSubject>, 'inputs'>): KindName[] {
  return check.inputs.filter(
    (input): input is KindName =>
      input !== 'Dns' && input !== 'Probe' && input !== 'ApiGroups' && input !== 'Settings' && input !== 'Ingress',
  )
}
