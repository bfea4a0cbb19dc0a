export type { SourceStatus } from './schemas/source-status'
