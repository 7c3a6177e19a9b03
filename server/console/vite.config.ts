import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The office that a page under development talks to. */
const office = process.env.LIANXIN_OFFICE ?? 'https://127.0.0.1:8443'
const proxy = { '/api': { target: office, secure: false, changeOrigin: true, headers: { origin: office } } }

export default defineConfig({
  plugins: [vue()],
  server: { proxy },
  preview: { proxy },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // The oldest browsers that have what the page uses: see README.md.
    target: ['chrome111', 'edge111', 'firefox114', 'safari16.4'],
    manifest: true,
    assetsDir: 'assets',
    // An inlined asset would be a data: address; only images may be one under the page's policy.
    assetsInlineLimit: 0,
    // The polyfill would be one more script for browsers that are too old for the rest anyway.
    modulePreload: { polyfill: false },
  },
})
