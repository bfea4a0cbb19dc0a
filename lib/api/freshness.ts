export type { Freshness } from './schemas/freshness'
