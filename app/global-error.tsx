'use client'

import './globals.css'
import { PageFailure } from '@/components/states/page-failure'

/** Takes the place of the whole document when even the frame failed, so it may rely on nothing that the frame provides. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Fairlead failed</title>
        <main>
          <PageFailure error={error} onRetry={retry} />
        </main>
      </body>
    </html>
  )
}
