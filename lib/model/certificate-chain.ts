export type { CertificateChain, ChainLink, ChainLinkKind, SolverChoice } from './schemas/certificate-chain'
