export type { ProbedAnswer, ProbeResult, ProbeStep, ProbeStepId, ServedCertificate } from './schemas/probe'
