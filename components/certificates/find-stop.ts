import type { ChainLink } from '@/lib/model/certificate-chain'

/** Where to look first: a link with a fault that something explains, the deepest of them, before one that only reports it. */
export function findStop(links: readonly ChainLink[]): ChainLink | null {
  const failing = links.filter(({ verdict, kind }) => verdict === 'failing' && kind !== 'secret')
  const explained = failing.filter(({ findings }) => findings.length > 0)
  // What lies deeper in the chain is what the links before it wait for.
  return explained.at(-1) ?? failing.at(-1) ?? links.find(({ verdict }) => verdict === 'failing') ?? null
}
