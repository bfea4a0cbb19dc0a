import { createLoader, parseAsString } from 'nuqs/server'

/**
 * What the address of the page holds: the host that is asked about, the path of its URL, and which of the objects that declare it is
 * looked at. `path` is taken: it is the lane that a reader chose.
 */
export const whySearch = { host: parseAsString, urlPath: parseAsString, ingress: parseAsString }

export const whyUrlKeys = { urlPath: 'url-path' } as const

export const loadWhySearch = createLoader(whySearch, { urlKeys: whyUrlKeys })
