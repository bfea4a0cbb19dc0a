import './globals.css'
import './contrast.css'
import './print.css'
import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { AppShell } from '@/components/layout/app-shell'
import { LiveStart } from '@/components/layout/live-start'
import { siteName } from '@/components/layout/page-titles'
import { clustersQuery } from '@/lib/api/clusters'
import { getQueryClient } from '@/lib/api/query-client'
import { readBuildId } from '@/lib/server/build-id'
import { readLivePosition } from '@/lib/server/event-stream'
import { listClusters } from '@/lib/server/list-clusters'
import { Providers } from './providers'

export const metadata: Metadata = {
  title: { default: siteName, template: `%s · ${siteName}` },
  description: 'Shows where traffic stops in the network of a Kubernetes platform.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#12151b' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page rendered ahead of time could not carry the nonce of its request, and its scripts would be refused.
  await connection()
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const queryClient = getQueryClient()
  const livePosition = await readLivePosition()
  await queryClient.prefetchQuery({ ...clustersQuery(), queryFn: listClusters })
  return (
    <html lang="en" suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <Providers nonce={nonce} serverNowMs={Date.now()}>
          <HydrationBoundary state={dehydrate(queryClient)}>
            <LiveStart buildId={readBuildId()} position={livePosition}>
              <AppShell>{children}</AppShell>
            </LiveStart>
          </HydrationBoundary>
        </Providers>
      </body>
    </html>
  )
}
