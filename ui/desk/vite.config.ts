import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { first } from './first'
import { words } from './words'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/* No inline script or style anywhere: the desk is served under script-src 'self'; style-src 'self'. */
export default defineConfig({
	base: '/desk/',
	plugins: [
		vue(),
		words(),
		{
			name: 'sprite',
			transformIndexHtml: (html) => html.replace('<!--sprite-->', readFileSync(here('src/parts/icon/sprite.svg'), 'utf8')),
		},
	],
	define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
	build: {
		target: 'es2022',
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		rollupOptions: { output: { manualChunks: first(here('src/main.ts')), experimentalMinChunkSize: 3_000, entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' } },
	},
	server: { proxy: { '/api': 'http://127.0.0.1:8787', '/healthz': 'http://127.0.0.1:8787' } },
	test: { environment: 'jsdom', include: ['test/**/*.test.ts'], setupFiles: ['test/setup.ts'] },
})
