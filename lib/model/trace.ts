export type {
  Backend,
  CheckResult,
  Fact,
  Hop,
  NotChecked,
  RootCause,
  Trace,
  TracedHost,
  TracedPath,
} from './schemas/trace'
