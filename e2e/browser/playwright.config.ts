import { defineConfig } from '@playwright/test'
import { chromiumFlags } from '../chromium-flags'

export default defineConfig({
  testDir: '.',
  outputDir: '../results/browser',
  globalSetup: './global-setup.ts',
  workers: 1,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json']],
  forbidOnly: true,
  // On a busy machine a deadline of seconds can pass without a fault; what needed a second try is said at the end.
  retries: process.env.CI ? 1 : 0,
  use: {
    // A trace costs a third of the time; a failure also leaves what was on the page in words.
    trace: process.env.FAIRLEAD_TRACE === '1' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.FAIRLEAD_BROWSER,
      args: chromiumFlags,
      // Chromium's sandbox refuses to run as root.
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
})
