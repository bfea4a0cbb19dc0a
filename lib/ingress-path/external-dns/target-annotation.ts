import ipaddr from 'ipaddr.js'
import { isIPv4, isIPv6 } from './targets'

/** What is wrong with one value of a target annotation, in a clause without full stop; null when nothing is. */
export function findTargetProblem(target: string): string | null {
  const text = target.trim()
  if (text === '') return null
  if (text.includes('://')) return `${text} has a scheme, and a record holds only a name or an address`
  if (/\s/.test(text)) return `${text} has a blank inside; several targets are separated by commas`
  if (text.includes('/')) return `${text} has a path, and a record holds only a name or an address`
  if (isIPv4(text) || isIPv6(text)) return null
  if (/^\[?[^\]]+\]?:\d+$/.test(text)) return `${text} has a port, and a record holds only a name or an address`
  if (/^[\d.]+$/.test(text)) return `${text} is no IP address, and no name either`
  if (!/^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i.test(text))
    return `${text} is no host name`
  return null
}

/** The values of a target annotation as they are written, before external-dns takes blanks away. */
export const splitTargets = (text: string): string[] =>
  text.split(',').flatMap((target) => (target.trim() === '' ? [] : [target.trim()]))

/** Whether an address can be reached only from inside a network: private, shared, link-local or loopback ranges. */
export function isPrivateAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const range = ipaddr.process(text).range()
  return ['private', 'uniqueLocal', 'carrierGradeNat', 'linkLocal', 'loopback'].includes(range)
}
