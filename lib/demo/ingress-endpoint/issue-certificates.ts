// The certificate library finds its parts through it.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A certificate with its chain and key, as `tls.createSecureContext` takes them. */
export interface IssuedCertificate {
  cert: string
  key: string
}

export interface CertificateOrder {
  /** Names of the subject alternative name; the first is the common name unless `subject` is given. */
  dnsNames: readonly string[]
  subject?: string
  notBefore: Date
  notAfter: Date
}

/** Issues certificates from a root of its own, which nobody trusts, or ones that vouch for themselves. */
export interface CertificateAuthority {
  /** The root as PEM, for a client that is to trust it. */
  readonly root: string
  issue(order: CertificateOrder): Promise<IssuedCertificate>
  issueSelfSigned(order: CertificateOrder): Promise<IssuedCertificate>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
let serial = 0

/** Creates a root certificate that is valid for a year around `now`. Takes some milliseconds. */
export async function createCertificateAuthority(name: string, now: Date = new Date()): Promise<CertificateAuthority> {
  cryptoProvider.set(webcrypto as Crypto)
  const rootKeys = await generateKeys()
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: nextSerial(),
    name: `CN=${name}`,
    notBefore: new Date(now.getTime() - 180 * dayMs),
    notAfter: new Date(now.getTime() + 180 * dayMs),
    keys: rootKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  return {
    root: root.toString('pem'),
    issue: async (order) => {
      const keys = await generateKeys()
      const leaf = await X509CertificateGenerator.create({
        ...describeLeaf(order),
        issuer: root.subject,
        publicKey: keys.publicKey,
        signingKey: rootKeys.privateKey,
        extensions: [...leafExtensions(order), await AuthorityKeyIdentifierExtension.create(rootKeys.publicKey)],
      })
      return { cert: `${leaf.toString('pem')}\n${root.toString('pem')}`, key: await exportKey(keys) }
    },
    issueSelfSigned: async (order) => {
      const keys = await generateKeys()
      const { subject, ...leaf } = describeLeaf(order)
      const certificate: X509Certificate = await X509CertificateGenerator.createSelfSigned({
        ...leaf,
        name: subject,
        keys,
        extensions: leafExtensions(order),
      })
      return { cert: certificate.toString('pem'), key: await exportKey(keys) }
    },
  }
}

function describeLeaf({ subject, dnsNames, notBefore, notAfter }: CertificateOrder) {
  return {
    serialNumber: nextSerial(),
    subject: subject ?? `CN=${dnsNames[0] ?? 'none'}`,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
  }
}

const leafExtensions = ({ dnsNames }: CertificateOrder) => [
  new BasicConstraintsExtension(false),
  new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
  new SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns' as const, value }))),
]

const generateKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>

async function exportKey({ privateKey }: CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`
}

const nextSerial = () => {
  serial += 1
  return serial.toString(16).padStart(16, '0')
}
