import { parseAsInteger, parseAsString } from 'nuqs/server'

/** What the address of the page holds: where the next fault is to strike, and for how long. */
export const faultSearch = {
  cluster: parseAsString,
  kind: parseAsString,
  namespace: parseAsString,
  seconds: parseAsInteger.withDefault(60),
}
