'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { NowProvider } from '@/components/ui/now'
import { getQueryClient } from '@/lib/api/query-client'

interface ProvidersProps {
  /** Of this request's Content-Security-Policy; undefined when there is none, as in tests. */
  nonce: string | undefined
  serverNowMs: number
  children: ReactNode
}

/** The only providers of the whole site: queries, theme, URL state and the clock. */
export function Providers({ nonce, serverNowMs, children }: ProvidersProps) {
  return (
    <QueryClientProvider client={getQueryClient()}>
      <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
        <CSPProvider nonce={nonce}>
          <NuqsAdapter>
            <NowProvider serverNowMs={serverNowMs}>{children}</NowProvider>
          </NuqsAdapter>
        </CSPProvider>
      </ThemeProvider>
    </QueryClientProvider>
  )
}
