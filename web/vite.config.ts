import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

/** Writes licences.txt: of every package whose code is in the built page, its notice as it asks for. */
function licences(): Plugin {
  const found = new Set<string>()
  return {
    name: 'licences',
    moduleParsed({ id }) {
      const folder = id.match(/^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]
      if (folder) found.add(folder)
    },
    generateBundle() {
      const texts = [...found].filter((folder) => existsSync(`${folder}/package.json`)).sort().map((folder) => {
        const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
        const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
        return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : ''}\n`
      })
      const data = 'Borders and regions: Natural Earth, public domain. Towns: GeoNames, CC BY 4.0.\n'
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: [data, ...texts].join(`\n${'-'.repeat(80)}\n\n`) })
    },
  }
}

export default defineConfig({
  plugins: [svelte(), licences()],
  base: './',
  build: {
    outDir: '../src/dateline/serve/page',
    emptyOutDir: true,
    // Nothing is inlined: the page's policy allows no data: scripts, and a file of its own is cached.
    assetsInlineLimit: 0,
    // MapLibre, which comes only when a map is shown.
    chunkSizeWarningLimit: 1200,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:8765' } },
})
