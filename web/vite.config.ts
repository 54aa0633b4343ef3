import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    outDir: '../src/dateline/serve/page',
    emptyOutDir: true,
    // Nothing is inlined: the page's policy allows no data: scripts, and a file of its own is cached.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1400,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:8765' } },
})
