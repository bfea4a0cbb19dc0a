import { z } from 'zod'
import { hopIds } from '../hop'

export const HopId = z.enum(hopIds)
export type HopId = z.infer<typeof HopId>
