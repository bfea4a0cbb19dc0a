import type { FlagSet, Known } from '@/lib/ingress-path/flags'
import { readBoolean, readScalar } from '@/lib/ingress-path/flags'

/** Record types that external-dns keeps ownership of, as they stand in names. */
export type OwnedType = 'A' | 'AAAA' | 'CNAME'

/** How one external-dns names its ownership records, and as whom it signs them. */
export interface TxtRegistry {
  ownerId: string
  /** Lower case; both may hold `%{record_type}`. At most one of them is not empty. */
  prefix: string
  suffix: string
  /** Stands for the `*` of a wildcard; empty: the `*` stays. */
  wildcardReplacement: string
}

/** A name where an ownership record may stand. `type` is null for the format of before 0.18, which names none. */
export interface TxtName {
  name: string
  type: OwnedType | null
}

/** What an ownership record says. `encrypted`: it is one, but only its key opens it. */
export type TxtOwnership =
  | { state: 'owned'; owner: string; resource: string | null }
  | { state: 'encrypted' }
  /** Some other text: records without an owner of external-dns. */
  | { state: 'foreign' }

const template = '%{record_type}'

/**
 * The ownership registry that an instance goes by; `null` when it keeps ownership elsewhere (`--registry` other than `txt`), unknown when a flag is.
 * Source: external-dns v0.22.0 `pkg/apis/externaldns/types.go` (defaults), `registry/mapper/mapper.go`.
 */
export function readTxtRegistry(flags: FlagSet): Known<TxtRegistry | null> {
  const registry = readScalar(flags, 'registry', 'txt')
  const ownerId = readScalar(flags, 'txt-owner-id', 'default')
  const prefix = readScalar(flags, 'txt-prefix', '')
  const suffix = readScalar(flags, 'txt-suffix', '')
  const wildcardReplacement = readScalar(flags, 'txt-wildcard-replacement', '')
  for (const known of [registry, ownerId, prefix, suffix, wildcardReplacement])
    if (known.state === 'unknown') return known
  const read = (known: Known<string>) => (known.state === 'known' ? known.value : '')
  if (read(registry) !== 'txt')
    return { ...registry, state: 'known', value: null, written: `--registry=${read(registry)}` }
  return {
    state: 'known',
    written: ownerId.state === 'known' ? ownerId.written : null,
    value: {
      ownerId: read(ownerId),
      prefix: read(prefix).toLowerCase(),
      suffix: read(suffix).toLowerCase(),
      wildcardReplacement: read(wildcardReplacement).toLowerCase(),
    },
  }
}

/** Whether the instance writes ownership that only its key can read. */
export const isEncrypting = (flags: FlagSet): Known<boolean> => readBoolean(flags, 'txt-encrypt-enabled', false)

/**
 * Every name where the ownership of a host (lower case) may stand under one registry: `<prefix><type>-<first label><suffix>.<rest>` for each type, then the
 * legacy name without a type, which AAAA never had.
 *
 *     host www.example.com, A        a-www.example.com                   www.example.com
 *     prefix xds-                    xds-a-www.example.com               xds-www.example.com
 *     prefix %{record_type}.         a.www.example.com                   (has no legacy name)
 *     *.example.com, replacement any a-any.example.com                   any.example.com
 *
 * Source: external-dns v0.22.0 `registry/mapper/mapper.go` (ToTXTName), v0.17.0 `registry/txt.go` (legacy).
 */
export function listTxtNames(host: string, types: readonly OwnedType[], registry: TxtRegistry): TxtName[] {
  const [first = '', ...others] = host.split('.')
  const rest = others.length === 0 ? '' : `.${others.join('.')}`
  const label = first === '*' && registry.wildcardReplacement !== '' ? registry.wildcardReplacement : first
  const isTemplated = registry.prefix.includes(template) || registry.suffix.includes(template)
  const fill = (affix: string, type: OwnedType) => affix.replaceAll(template, type.toLowerCase())
  const names: TxtName[] = types.map((type) => ({
    type,
    name: `${fill(registry.prefix, type)}${isTemplated ? '' : `${type.toLowerCase()}-`}${label}${fill(registry.suffix, type)}${rest}`,
  }))
  if (!isTemplated && types.some((type) => type !== 'AAAA'))
    names.push({ type: null, name: `${registry.prefix}${label}${registry.suffix}${rest}` })
  return names
}

/**
 * Reads one TXT value. Quotes around it are trimmed; tokens without `=` are skipped; without `heritage=external-dns` the text is somebody else's.
 * Source: external-dns v0.22.0 `endpoint/labels.go` (NewLabelsFromStringPlain), `endpoint/crypto.go`.
 */
export function parseTxtOwnership(text: string): TxtOwnership {
  const plain = text.trim().replace(/^"+|"+$/g, '')
  if (looksEncrypted(plain)) return { state: 'encrypted' }
  const tokens = new Map<string, string>()
  for (const token of plain.split(',')) {
    const parts = token.split('=')
    if (parts.length !== 2) continue
    tokens.set(parts[0] ?? '', parts[1] ?? '')
  }
  if (tokens.get('heritage') !== 'external-dns') return { state: 'foreign' }
  return {
    state: 'owned',
    owner: tokens.get('external-dns/owner') ?? '',
    resource: tokens.get('external-dns/resource') ?? null,
  }
}

/** Nonce, sealed text and tag of AES-GCM in base64: never shorter than 60 characters, and no text that people write. */
const looksEncrypted = (text: string) => text.length >= 60 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)

const typeWords = /^(a|aaaa|cname|ns|mx|ptr|srv|naptr|txt|dname)-(.+)$/

/**
 * The name that the legacy format takes a host for: `a-team.example.com` is read as the A record of `team.example.com`. Null for hosts that are read as
 * themselves. Only a registry without prefix is fooled.
 */
export function findMisreading(host: string): { type: string; readAs: string } | null {
  const match = typeWords.exec(host)
  return match === null ? null : { type: (match[1] ?? '').toUpperCase(), readAs: match[2] ?? '' }
}
