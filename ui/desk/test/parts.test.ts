/* Each example of each part, drawn and looked at by axe; colours are looked at in a browser (tests/e2e) */
import axe from 'axe-core'
import { createPinia } from 'pinia'
import { createApp, h, nextTick, type VNode } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import Menu from '../src/parts/menu/Menu.vue'
import Player from '../src/screens/appeal/Player.vue'
import type { Recording } from '../../shared/api/record'

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

describe('a menu', () => {
	it('is not lost when its second half comes while the mouse is pressed', async () => {
		const main = document.createElement('main')
		document.body.replaceChildren(main)
		const app = createApp({ render: () => h(Menu, { entries: [{ id: 'a', name: 'A' }] }, () => 'open') })
		app.mount(main)
		const first = main.querySelector('button')!
		first.dispatchEvent(new MouseEvent('pointerenter'))
		first.dispatchEvent(Object.assign(new MouseEvent('pointerdown', { button: 0, bubbles: true }), { pointerType: 'mouse' }))
		await vi.waitFor(() => expect(first.isConnected).toBe(false))
		await vi.waitFor(() => expect(main.querySelector('.menu-entry')).not.toBeNull())
		app.unmount()
	})
})

describe('a player', () => {
	const of: Recording = { call: '1', at: '2026-11-24T10:00:00Z', message: false, length_ms: 3000, size: 1, cut: false, erase_at: '2027-11-24T10:00:00Z', pauses: [], gaps: [], peaks: [[1], [1]], may: true }
	const drawn = (more: Partial<Recording>): string => {
		const main = document.createElement('main')
		const app = createApp({ render: () => h(Player, { of: { ...of, ...more } }) })
		app.mount(main)
		const text = main.textContent ?? ''
		app.unmount()
		return text
	}
	it('says until when a talk is kept', () => expect(drawn({})).toContain('Хранится до'))
	it('calls a message one, and names no day', () => {
		expect(drawn({ message: true, erase_at: null })).toContain('Голосовое сообщение')
		expect(drawn({ message: true, erase_at: null })).not.toContain('Хранится до')
	})
})
