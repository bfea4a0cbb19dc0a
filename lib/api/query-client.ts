import { defaultShouldDehydrateQuery, isServer, QueryClient } from '@tanstack/react-query'
import { ApiError } from './fetch-json'
import { warmSchemas } from './warm-schemas'

let browserClient: QueryClient | null = null

/** The query client to use while rendering: one for the whole life of a browser tab, a new one per request on the server. */
export function getQueryClient(): QueryClient {
  if (isServer) return createQueryClient()
  if (browserClient === null) {
    browserClient = createQueryClient()
    warmSchemas()
  }
  return browserClient
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Events say when something changed. Until one does, what the server rendered is as good as what it would answer now.
        staleTime: 30_000,
        // Fairlead often runs on the reader's own machine, which answers whether or not the browser believes to be online.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // Asking again does not help when the answer was a clear no, nor on the server, whose own code said no.
        retry: (failures, error) =>
          !isServer &&
          failures < 2 &&
          !(error instanceof ApiError && error.problem.status >= 400 && error.problem.status < 500),
      },
      dehydrate: {
        // A query that is still running streams to the browser, so a page need not await what it prefetches.
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
        // The default hides errors that Next uses to end rendering early.
        shouldRedactErrors: () => false,
      },
    },
  })
}
