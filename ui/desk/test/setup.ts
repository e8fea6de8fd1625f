import { beforeEach, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import { setLang, withWords } from '../src/text/t'

/* jsdom has neither of these; Reka asks for them */
class Nothing { observe() {} unobserve() {} disconnect() {} }
vi.stubGlobal('ResizeObserver', Nothing)
Element.prototype.scrollIntoView ??= () => {}
Element.prototype.hasPointerCapture ??= () => false

beforeEach(async () => {
	setActivePinia(createPinia())
	await withWords('desk', async () => {})
	await withWords('settings', async () => {})
	await setLang('ru')
})
