import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  resolve: {
    alias: {
      '@': root.replace(/\/$/, ''),
      // The real package throws outside a React server build; tests import server modules directly.
      'server-only': `${root}node_modules/server-only/empty.js`,
    },
  },
  test: {
    include: ['lib/**/*.test.{ts,tsx}', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}'],
    environment: 'node',
    // On a busy machine a deadline of milliseconds can pass without a fault.
    retry: process.env.CI ? 1 : 0,
  },
})
