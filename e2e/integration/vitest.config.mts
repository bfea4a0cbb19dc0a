import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../../', import.meta.url))

export default defineConfig({
  root,
  resolve: {
    alias: {
      '@': root.replace(/\/$/, ''),
      // The real package throws outside a React server build; tests import server modules directly.
      'server-only': `${root}node_modules/server-only/empty.js`,
    },
  },
  test: {
    include: ['e2e/integration/**/*.test.ts'],
    environment: 'node',
    // Each file may start its own API server, and these share two cores; most of their time they wait.
    maxWorkers: 2,
    // On a busy machine a deadline of seconds can pass without a fault.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
