import { z } from 'zod'
import { pathVerdicts, verdicts } from '../verdict'

export const Verdict = z.enum(verdicts)
export type Verdict = z.infer<typeof Verdict>

export const PathVerdict = z.enum(pathVerdicts)
export type PathVerdict = z.infer<typeof PathVerdict>
