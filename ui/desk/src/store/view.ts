/* How the desk looks and behaves for this person on this device: language, theme, density, single-letter keys, who answers calls */
import { reactive, watchEffect } from 'vue'
import { setLang, type Lang } from '../text/t'

export type Theme = 'system' | 'light' | 'dark'
const STORE = 'otklik.view'

interface View { lang: Lang, theme: Theme, compact: boolean, letters: boolean, auto: boolean }

function kept(): Partial<View> {
	try {
		return JSON.parse(localStorage.getItem(STORE) ?? '{}')
	} catch {
		return {}
	}
}

export const view = reactive<View>({
	lang: navigator.language?.startsWith('en') ? 'en' : 'ru',
	theme: 'system',
	compact: false,
	letters: true,
	auto: false,
	...kept(),
})

const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined

function paint(): void {
	const root = document.documentElement
	root.dataset.theme = view.theme === 'dark' || (view.theme === 'system' && dark?.matches) ? 'dark' : 'light'
	root.classList.toggle('compact', view.compact)
}

export async function startView(): Promise<void> {
	await setLang(view.lang)
	dark?.addEventListener('change', paint)
	watchEffect(() => {
		paint()
		try {
			localStorage.setItem(STORE, JSON.stringify(view))
		} catch {
			// a browser that keeps nothing: the choice lasts until the window closes
		}
	})
}

export async function chooseLang(lang: Lang): Promise<void> {
	await setLang(lang)
	view.lang = lang
}
