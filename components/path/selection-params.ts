import { parseAsString } from 'nuqs'

/** What of a trace is in the URL. `host` is chosen on the Ingress page only; on the host page it is what was asked for. */
export const traceSelectionParsers = { path: parseAsString, hop: parseAsString }

export const hostSelectionParsers = { host: parseAsString, ...traceSelectionParsers }
