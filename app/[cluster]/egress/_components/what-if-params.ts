import { parseAsString, parseAsStringLiteral } from 'nuqs'

export const helpOptionIds = ['as-is', 'what-if', 'more-ips', 'manual', 'nat-gateway'] as const

/**
 * The question in the URL. Numbers stay text, so that a half-typed one is not thrown away. Absent: as observed. An empty `ports` is
 * default allocation, which is something else than absent on a cluster with a manual value.
 */
export const whatIfParsers = {
  nodes: parseAsString,
  ips: parseAsString,
  ports: parseAsString,
  option: parseAsStringLiteral(helpOptionIds),
}
