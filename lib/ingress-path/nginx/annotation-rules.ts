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

const plainCharacters = 'letters, digits and -._~/:'
const plain = String.raw`/\-._~a-zA-Z0-9:`
const inExpressions = String.raw`${plain}^$[\](){}*+?|&=\\`

/**
 * Rules by name. Source: ingress-nginx v1.15.1 `internal/ingress/annotations/parser/validators.go`, and the field lists of the parsers that bring
 * their own. Lists are written so that matching takes linear time: the values come from tenants, and Go's engine never backtracks.
 */
export const valueRules = {
  anything: { expects: 'any text', isValid: () => true },
  boolean: { expects: 'true or false', isValid: (value) => parseGoBoolean(value) !== null },
  integer,
  size: pattern('a size such as 8m or 16k', /^\d+[bkmg]?$/i, true),
  addresses: { expects: 'addresses and networks, separated by commas', isValid: isAddressList },
  name: pattern(plainCharacters, new RegExp(`^[${plain}]*$`), true),
  text: pattern('letters, digits, blanks and -._~/:', new RegExp(`^[${plain} ]*$`)),
  list: pattern('letters, digits, blanks, commas and -._~/:', new RegExp(`^[${plain}, ]*$`)),
  url: pattern('a URL without unusual characters', new RegExp(`^[${plain},?&=]*$`)),
  urlTrimmed: pattern('a URL or path without unusual characters', new RegExp(`^[${plain},?&=]*$`), true),
  urlWithVariables: pattern('a URL, with $variables if needed', new RegExp(`^[${plain}, ?&=$]*$`), true),
  httpUrl: {
    expects: 'a URL that begins with http:// or https://',
    isValid: (value) => /^http[a-z0-9+.-]*:/i.test(value),
  },
  errorPage: pattern(
    'a URL, a path, or @ and the name of a location',
    /^(?:@[A-Za-z0-9_-]+|(?:(?:https?:\/\/)?[A-Za-z0-9\-.]+(?::\d+)?)?)(?:\/[A-Za-z0-9\-_.]+)*\/?$/,
    true,
  ),
  capturePath: pattern('a path, with $1 for captured groups', new RegExp(`^[${plain}$]*$`)),
  capturePathTrimmed: pattern('a path, with $1 for captured groups', new RegExp(`^[${plain}$]*$`), true),
  absolutePath: { expects: 'a path that begins with /', isValid: (value) => value.startsWith('/') },
  expression: pattern('a regular expression without unusual characters', new RegExp(`^[${inExpressions}]*$`)),
  serverName: {
    expects: 'a host name, or a regular expression for one',
    isValid: (value) => new RegExp(`^[${inExpressions}]*$`).test(value.trim()),
  },
  serverNames: {
    expects: 'host names separated by commas',
    isValid: (value) => value.split(',').every((name) => new RegExp(`^[${inExpressions}]*$`).test(name.trim())),
  },
  headers: pattern('header names separated by commas', /^[A-Za-z0-9\-_, ]*$/, true),
  exposedHeaders: pattern(
    'header names or *, separated by commas',
    /^[A-Za-z0-9\-_*]+(?:(?:,\s?|\s)[A-Za-z0-9\-_*]+)*(?:,\s?|\s)?$/,
    true,
  ),
  variables: pattern('letters, digits, -, _ and $variables', /^[A-Za-z0-9\-_${}]*$/, true),
  operation: pattern('letters, digits, - and _', /^[A-Za-z0-9_-]*$/, true),
  fileName: pattern('a file name such as index.php', /^[A-Za-z0-9.\-_]+$/, true),
  /** The rest of the rule, that it compiles as a regular expression of Go, cannot be told from here. */
  commonName: { expects: 'CN= and a regular expression', isValid: (value) => value.startsWith('CN=') },
  onOff: choice('on', 'off'),
  connection: pattern('close or keep-alive', /^(?:close|keep-alive)$/, true),
  satisfy: choice('any', 'all'),
  balancing: choice('round_robin', 'ewma', 'chash', 'chashsubset', 'sticky_balanced', 'sticky_persistent'),
  httpVersion: choice('1.0', '1.1'),
  protocol: anyCase('HTTP', 'HTTPS', 'GRPC', 'GRPCS', 'AUTO_HTTP', 'FCGI'),
  sameSite: anyCase('None', 'Lax', 'Strict'),
  authType: pattern('basic or digest', /basic|digest/, true),
  authSecretType: pattern('auth-file or auth-map', /auth-file|auth-map/, true),
  verifyClient: pattern('on, off, optional or optional_no_ca', /^(?:on|off|optional|optional_no_ca)$/, true),
  methods: pattern('method names separated by commas', /^[A-Za-z]+(?:(?:,\s?|\s)[A-Za-z]+)*(?:,\s?|\s)?$/, true),
  method: pattern('an HTTP method', /(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)/, true),
  errorCodes: pattern('codes from 400 to 599, separated by commas', /^(?:[4,5]\d{2},?)*$/, true),
  /** Each code is read as a number just as it stands between the commas (`customhttperrors/main.go`). */
  plainCodes: {
    expects: 'codes separated by commas alone, without blanks',
    isValid: (value) => value.split(',').every((code) => integer.isValid(code)),
  },
  nextUpstream: pattern(
    'conditions such as error timeout http_502',
    /^((error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)\s?)+$/,
  ),
  origins: pattern(
    'origins such as https://shop.example.net, separated by commas',
    /^(?:\*|(?:[a-z]:\/\/|:\d|\*\.|[A-Za-z0-9\-.,])*)$/,
    true,
  ),
  seconds: pattern('a number of seconds', /(^0|-?[1-9]\d*$)/),
  affinity: choice('cookie'),
  affinityMode: choice('balanced', 'persistent'),
  canaryBehaviour: choice('sticky', 'legacy'),
  ciphers: pattern('OpenSSL cipher names', /^[A-Za-z0-9+:_\-!]*$/, true),
  cipherList: pattern('OpenSSL cipher names', /^(?:[A-Za-z0-9!:+\-_]|@STRENGTH|@SECLEVEL=[0-5])*$/, true),
  sslProtocols: pattern('TLSv1.2 and TLSv1.3', /^(?:TLSv1\.2|TLSv1\.3)*$/, true),
  serviceName: pattern('the name of a Service', /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/),
} satisfies Record<string, ValueRule>

export type ValueRuleName = keyof typeof valueRules
