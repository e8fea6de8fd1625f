import { beforeEach, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import { lateWords, setLang } from '../src/text/t'

/* jsdom has neither of these; Reka asks for them */
class Nothing { observe() {} unobserve() {} disconnect() {} }
vi.stubGlobal('ResizeObserver', Nothing)
Element.prototype.scrollIntoView ??= () => {}
Element.prototype.hasPointerCapture ??= () => false

beforeEach(async () => {
	setActivePinia(createPinia())
	await lateWords()
	await setLang('ru')
})
