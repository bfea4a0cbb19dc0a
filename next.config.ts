import type { NextConfig } from 'next'

// Pages get their policy, with a nonce, from proxy.ts; these go to everything, API and static files included.
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
]

const config: NextConfig = {
  output: 'standalone',
  // Keeps file tracing inside the project when a parent folder has a lock file of its own.
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    {
      source: '/api/:path*',
      headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
}

export default config
