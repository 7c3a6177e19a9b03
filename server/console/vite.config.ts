import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
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
