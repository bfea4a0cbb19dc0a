export type {
  Backend,
  CheckResult,
  Fact,
  Hop,
  NotChecked,
  PortMapping,
  RootCause,
  Trace,
  TracedHost,
  TracedPath,
} from './schemas/trace'
