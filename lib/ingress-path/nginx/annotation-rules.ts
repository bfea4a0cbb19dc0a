import ipaddr from 'ipaddr.js'
import { parseGoBoolean } from '@/lib/ingress-path/flags'

/** A rule that the value of an annotation has to satisfy, with its words for a reader. */
export interface ValueRule {
  expects: string
  isValid(value: string): boolean
}

const pattern = (expects: string, regex: RegExp, doesDropBlanks = false): ValueRule => ({
  expects,
  isValid: (value) => regex.test(doesDropBlanks ? value.replaceAll(' ', '') : value) && !/[\r\n]/.test(value),
})

/** Go's `strconv.Atoi`: a sign and digits, nothing else; `60s` is none. */
const integer: ValueRule = { expects: 'a whole number', isValid: (value) => /^[+-]?\d+$/.test(value) }

const choice = (...options: string[]): ValueRule => ({
  expects: `one of ${options.join(', ')}`,
  isValid: (value) => options.includes(value.trim()),
})

const anyCase = (...options: string[]): ValueRule => ({
  expects: `one of ${options.join(', ')}`,
  isValid: (value) => options.some((option) => option.toLowerCase() === value.trim().toLowerCase()),
})

/** A comma-separated list of addresses and CIDRs, each written in full (Go's `net.ParseIP` and `net.ParseCIDR`). */
export const isAddressList = (value: string) => value.split(',').every((entry) => isAddressOrNetwork(entry.trim()))

function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const isIPv6 = address.includes(':')
  if (!(isIPv6 ? ipaddr.IPv6.isValid(address) : ipaddr.IPv4.isValidFourPartDecimal(address))) return false
  if (prefix === undefined) return true
  return rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv6 ? 128 : 32)
}

/** Rules by name. Source: ingress-nginx v1.15.1 `internal/ingress/annotations/parser/validators.go`. */
export const valueRules = {
  anything: { expects: 'any text', isValid: () => true },
  boolean: { expects: 'true or false', isValid: (value) => parseGoBoolean(value) !== null },
  integer,
  size: pattern('a size such as 8m or 16k', /^\d+[bkmg]?$/i, true),
  addresses: { expects: 'addresses and networks, separated by commas', isValid: isAddressList },
  name: pattern('letters, digits and -._~/:', /^[/\-._~a-zA-Z0-9:]*$/, true),
  text: pattern('letters, digits, blanks and -._~/:', /^[/\-._~a-zA-Z0-9: ]*$/),
  list: pattern('letters, digits, blanks, commas and -._~/:', /^[/\-._~a-zA-Z0-9:, ]*$/),
  url: pattern('a URL without unusual characters', /^[-._~a-zA-Z0-9/:,?&=]*$/),
  urlWithVariables: pattern('a URL, with $variables if needed', /^[-._~a-zA-Z0-9/:, ?&=$]*$/, true),
  capturePath: pattern('a path, with $1 for captured groups', /^\/?[-._~a-zA-Z0-9/:$]*$/),
  expression: pattern('a regular expression without unusual characters', /^[/\-._~a-zA-Z0-9:^$[\](){}*+?|&=\\]*$/),
  serverNames: {
    expects: 'host names separated by commas',
    isValid: (value) => value.split(',').every((name) => /^[/\-._~a-zA-Z0-9:^$[\](){}*+?|&=\\]*$/.test(name.trim())),
  },
  headers: pattern('header names separated by commas', /^[A-Za-z0-9\-_, ]*$/),
  variables: pattern('letters, digits, -, _ and $variables', /^[A-Za-z0-9\-_${}]*$/, true),
  commonName: { expects: 'CN= and a regular expression', isValid: (value) => value.startsWith('CN=') },
  onOff: choice('on', 'off'),
  httpVersion: choice('1.0', '1.1'),
  protocol: anyCase('HTTP', 'HTTPS', 'GRPC', 'GRPCS', 'AUTO_HTTP', 'FCGI'),
  sameSite: anyCase('None', 'Lax', 'Strict'),
  authType: pattern('basic or digest', /basic|digest/, true),
  authSecretType: pattern('auth-file or auth-map', /auth-file|auth-map/, true),
  verifyClient: choice('on', 'off', 'optional', 'optional_no_ca'),
  methods: pattern('method names separated by commas', /^([A-Za-z]+,?\s?)+$/),
  method: pattern('an HTTP method', /(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)/),
  errorCodes: pattern('codes from 400 to 599, separated by commas', /^(?:[4,5]\d{2},?)*$/, true),
  nextUpstream: pattern(
    'conditions such as error timeout http_502',
    /^((error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)\s?)+$/,
  ),
  origins: pattern(
    'origins such as https://shop.example.net, separated by commas',
    /^((((([a-z]+:\/\/)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?,?)|null)+)|\*)?$/,
    true,
  ),
  seconds: pattern('a number of seconds', /(^0|-?[1-9]\d*$)/),
  affinity: choice('cookie'),
  affinityMode: choice('balanced', 'persistent'),
  ciphers: pattern('OpenSSL cipher names', /^[A-Za-z0-9+:_\-!]*$/, true),
  sslProtocols: pattern('TLSv1.2 and TLSv1.3', /^(TLSv1\.2|TLSv1\.3| )*$/),
  serviceName: pattern('the name of a Service', /^[a-z]([-a-z0-9]*[a-z0-9])?$/),
} satisfies Record<string, ValueRule>

export type ValueRuleName = keyof typeof valueRules
