/* Each example of each part, drawn and looked at by axe; colours are looked at in a browser (tests/e2e) */
import axe from 'axe-core'
import { createPinia } from 'pinia'
import { createApp, nextTick, type VNode } from 'vue'
import { describe, expect, it } from 'vitest'

const parts = import.meta.glob<{ default: Record<string, () => VNode> }>('../src/parts/*/examples.ts', { eager: true })

describe.each(Object.entries(parts))('%s', (_, { default: examples }) => {
	it.each(Object.entries(examples))('%s', async (_, draw) => {
		const main = document.createElement('main')
		document.body.replaceChildren(main)
		const app = createApp({ render: draw })
		app.use(createPinia())
		app.mount(main)
		await nextTick()
		const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, 'page-has-heading-one': { enabled: false }, region: { enabled: false } } })
		app.unmount()
		expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
	})
})
