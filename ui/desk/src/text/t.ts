/* Words of the catalogue, section "desk". t('term.days', {n: 3}) → «3 дня»; plural forms by Intl.PluralRules. */
import { shallowRef } from 'vue'
import type { desk as Russian } from '../../../../text/ru.json'

type Forms = Partial<Record<'one' | 'few' | 'many' | 'other', string>>
type Node = string | Forms | { [name: string]: Node }
type Paths<T> = T extends { other: string } ? '' : T extends string ? '' : {
	[K in keyof T & string]: Paths<T[K]> extends '' ? K : `${K}.${Paths<T[K]> & string}`
}[keyof T & string]

export type TextKey = Paths<typeof Russian>
export type Lang = 'ru' | 'en'
export type Values = Record<string, string | number>

type Part = 'first' | 'desk' | 'settings'
type Loader = () => Promise<{ default: unknown }>
/* words.ts says what is in which; all but the first come with the screens that need them */
const parts: Record<Lang, Record<Part, Loader>> = {
	ru: { first: () => import('words:ru/first'), desk: () => import('words:ru/desk'), settings: () => import('words:ru/settings') },
	en: { first: () => import('words:en/first'), desk: () => import('words:en/desk'), settings: () => import('words:en/settings') },
}
const needed = new Set<Part>(['first'])

const shown = shallowRef<{ lang: Lang, texts: Node, plural: Intl.PluralRules }>(
	{ lang: 'ru', texts: {}, plural: new Intl.PluralRules('ru') })

export async function setLang(lang: Lang): Promise<void> {
	const texts = await Promise.all([...needed].map((part) => parts[lang][part]()))
	shown.value = { lang, texts: Object.assign({}, ...texts.map((one) => one.default as object)) as Node, plural: new Intl.PluralRules(lang) }
	document.documentElement.lang = lang
}

const coming: Partial<Record<Part, Promise<void>>> = {}

/** A screen that comes late, with its words */
export async function withWords<T>(part: Part, load: () => Promise<T>): Promise<T> {
	if (!needed.has(part)) {
		coming[part] ??= parts[shown.value.lang][part]().then(() => { needed.add(part) }).then(() => setLang(shown.value.lang)).finally(() => { delete coming[part] })
	}
	const [screen] = await Promise.all([load(), coming[part]])
	return screen
}

export const lang = (): Lang => shown.value.lang

/* A fraction with the comma or point of the language */
const written = (value: string | number): string => typeof value === 'number' && !Number.isInteger(value) ? value.toLocaleString(lang()) : String(value)

/** The text as it stands, or undefined when the catalogue has none */
export function find(key: string, values: Values = {}): string | undefined {
	let node: Node | undefined = shown.value.texts
	for (const name of key.split('.')) {
		if (typeof node !== 'object') return undefined
		node = (node as Record<string, Node>)[name]
	}
	if (typeof node === 'object' && typeof (node as Forms).other === 'string') {
		const forms = node as Forms
		node = forms[shown.value.plural.select(Number(values.n)) as keyof Forms] ?? forms.other
	}
	if (typeof node !== 'string') return undefined
	return node.replace(/\{([a-z][a-z0-9_]*)\}/g, (hole, name: string) => name in values ? written(values[name]) : hole)
}

export const t = (key: TextKey, values?: Values): string => find(key, values) ?? key

const formats = new Map<string, Intl.DateTimeFormat>()
/* Times are shown where the organisation is, whatever zone this machine is set to; before anybody signs in, its own */
let zone: string | undefined

export function setZone(name: string | undefined): void {
	zone = name
	formats.clear()
}

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = lang() + JSON.stringify(options)
	let made = formats.get(key)
	if (!made) formats.set(key, made = new Intl.DateTimeFormat(lang() === 'ru' ? 'ru-RU' : 'en-GB', { timeZone: zone, ...options }))
	return made
}

/* What a clock on the wall of the organisation shows at an instant, as if it were UTC */
function wall(ms: number): number {
	const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' })
		.formatToParts(new Date(ms))
	const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
	return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
}

/** "2026-11-24T18:00", as it is typed into a field and meant where the organisation is → the instant, RFC 3339 */
export function instant(local: string): string {
	const asked = Date.parse(local + 'Z')
	let ms = asked
	for (let i = 0; i < 2; i++) ms = asked - (wall(ms) - ms)
	return new Date(ms).toISOString()
}

/** "2026-11-24": the day it is where the organisation is, some days ago */
export const dayBack = (days: number): string => new Date(wall(Date.now()) - days * 86400000).toISOString().slice(0, 10)
/** "24 ноября, 18:00" */
export const dateTime = (at: string): string =>
	format({ day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).format(new Date(at))
/* Of an instant, where the organisation is; "2026-11-24" is a day of the calendar, the same in each zone */
const dayIn = (at: string, options: Intl.DateTimeFormatOptions): string =>
	format(at.length === 10 ? { ...options, timeZone: 'UTC' } : options).format(new Date(at))
/** "24 ноя" */
export const shortDay = (at: string): string => dayIn(at, { day: 'numeric', month: 'short' })
/** "24 ноября 2026 г." */
export const longDay = (at: string): string => dayIn(at, { day: 'numeric', month: 'long', year: 'numeric' })
/** "18:00", here or in another zone */
export const clock = (at: string | number, timeZone?: string): string =>
	format({ hour: '2-digit', minute: '2-digit', ...(timeZone ? { timeZone } : {}) }).format(new Date(at))
/** The hour when it is today, the day otherwise */
export const dayOrClock = (at: string, now: number): string =>
	longDay(at) === longDay(new Date(now).toISOString()) ? clock(at) : shortDay(at)
