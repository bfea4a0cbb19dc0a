import type { Ingress } from '@/lib/ingress-path/subjects'

/** An annotation that cert-manager cannot translate, with what it expects there. */
export interface BadAnnotation {
  key: string
  value: string
  expected: string
}

const duration = /^[+-]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/
const wholeNumber = /^[+-]?\d+$/
const usages = new Set([
  'signing',
  'digital signature',
  'content commitment',
  'key encipherment',
  'key agreement',
  'data encipherment',
  'cert sign',
  'crl sign',
  'encipher only',
  'decipher only',
  'any',
  'server auth',
  'client auth',
  'code signing',
  'email protection',
  's/mime',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'timestamping',
  'ocsp signing',
  'microsoft sgc',
  'netscape sgc',
])

/** What each annotation of the shim must look like. Values of any text are left out. */
const rules: Record<string, { expected: string; holds: (value: string) => boolean }> = {
  duration: { expected: 'a duration such as 2160h', holds: (value) => duration.test(value) },
  'renew-before': { expected: 'a duration such as 720h', holds: (value) => duration.test(value) },
  'renew-before-percentage': { expected: 'a whole number', holds: (value) => wholeNumber.test(value) },
  'revision-history-limit': {
    expected: 'a whole number of 1 or more',
    holds: (value) => wholeNumber.test(value) && Number(value) >= 1,
  },
  'private-key-size': { expected: 'a whole number', holds: (value) => wholeNumber.test(value) },
  'private-key-algorithm': {
    expected: 'RSA, ECDSA or Ed25519',
    holds: (value) => /^(RSA|ECDSA|Ed25519)$/i.test(value),
  },
  'private-key-encoding': { expected: 'PKCS1 or PKCS8', holds: (value) => /^PKCS[18]$/i.test(value) },
  'private-key-rotation-policy': { expected: 'Never or Always', holds: (value) => /^(Never|Always)$/i.test(value) },
  usages: {
    expected: 'usages of cert-manager, separated by commas',
    holds: (value) => value.split(',').every((one) => usages.has(one.trim())),
  },
  'common-name': { expected: 'at most 64 characters', holds: (value) => value.length <= 64 },
  'secret-template': { expected: 'a JSON object', holds: isJsonObject },
}

/**
 * Annotations of an Ingress that keep cert-manager from making or updating its Certificate: it logs the error and tries again
 * (v1.21.1, pkg/controller/certificate-shim/helper.go `translateAnnotations`, pkg/apis/certmanager/v1/types.go).
 */
export function listBadAnnotations({ metadata }: Ingress): BadAnnotation[] {
  return Object.entries(rules).flatMap(([name, { expected, holds }]) => {
    const key = `cert-manager.io/${name}`
    const value = metadata.annotations?.[key]
    return value === undefined || holds(value) ? [] : [{ key, value, expected }]
  })
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
