import { z } from 'zod'
import { Area, EvidenceLevel, Severity } from '@/lib/model/schemas/finding'
import { HopId } from '@/lib/model/schemas/hop'

/** A check as the catalogue describes it. */
export const CatalogueCheck = z.object({
  id: z.string(),
  title: z.string(),
  severity: Severity,
  level: EvidenceLevel,
  area: Area,
  hop: HopId.nullable(),
  who: z.enum(['tenant', 'platform', 'either']),
  inputs: z.array(z.string()),
  causes: z.array(z.string()),
  see: z.string(),
  why: z.string(),
  fix: z.string(),
  confirm: z.string(),
  ignore: z.string().nullable(),
  source: z.string(),
  url: z.string(),
})
export type CatalogueCheck = z.infer<typeof CatalogueCheck>

export const CheckList = z.object({ items: z.array(CatalogueCheck), total: z.number(), nextCursor: z.null() })
export type CheckList = z.infer<typeof CheckList>
