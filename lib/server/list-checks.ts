import 'server-only'
import type { CatalogueCheck, CheckList } from '@/lib/api/checks'
import type { CheckDescription } from '@/lib/checks/define-check'
import { allChecks } from '@/lib/checks/registry'
import { AppError } from './errors'

/** The catalogue of checks, in causal order within each area. */
export async function listChecks(): Promise<CheckList> {
  const items = [...allChecks].sort((a, b) => (a.area === b.area ? a.order - b.order : 0)).map(describe)
  return { items, total: items.length, nextCursor: null }
}

/** One check of the catalogue. Throws `not-found`. */
export async function findCheck(id: string): Promise<CatalogueCheck> {
  const check = allChecks.find((candidate) => candidate.id === id)
  if (check === undefined) throw new AppError('not-found', `There is no check called "${id}". /checks lists them all.`)
  return describe(check)
}

function describe({
  id,
  title,
  severity,
  level,
  area,
  hop,
  who,
  inputs,
  causes,
  page,
}: CheckDescription): CatalogueCheck {
  const { see, why, fix, confirm, ignore, source } = page
  return {
    id,
    title,
    severity,
    level,
    area,
    hop: hop ?? null,
    who,
    inputs: [...inputs],
    causes: [...(causes ?? [])],
    see,
    why,
    fix,
    confirm,
    ignore: ignore ?? null,
    source,
    url: `/checks/${id}`,
  }
}
