import { defineConfig } from '@playwright/test'

/** Without these, Chromium looks for its maker's hosts at every start; as root it cannot have its sandbox. */
const FLAGS = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export default defineConfig({
  testDir: '.',
  outputDir: '../../../target/console-e2e',
  // One office at a time: each test has its own, and two cores are not more.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    // A browser would ask its user about this office's own root. Here the other side is a child on the loopback.
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 860 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
      args: FLAGS,
    },
  },
})
