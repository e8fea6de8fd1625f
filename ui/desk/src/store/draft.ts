/* Drafts: kept on the server as one types, so that another device sees them and a crash loses at most a second.
 *
 * Each save names the version it grew from. When another device has saved a newer one, the server refuses (draft.newer)
 * and both texts are shown: the person chooses. Where nothing is typed, a newer one is shown by itself. Without a line the
 * text stays in this window and is saved on return.
 *
 * What was read may be older than what was done here while it was on its way: whoever reads takes mark() before asking and
 * gives it to adopt(). Versions never return, so a lower one is an older one. */
import { defineStore } from 'pinia'
import { computed, reactive } from 'vue'
import * as api from '../../../shared/api/appeal'
import { Problem } from '../../../shared/api/http'
import { t } from '../text/t'
import { say } from './say'

export const SAVE_MS = 700

export interface Own {
	text: string
	/** Of the server's draft this text grew from; 0 when there is none */
	version: number
	savedAt?: string
	/** The text came from another device while this one looked on */
	elsewhere?: boolean
	/** Sent, and no answer came: it may be on the server */
	unsure?: string
	dirty: boolean
	saving: boolean
	newer?: { text: string, version: number, at: string }
}

export const useDrafts = defineStore('drafts', () => {
	const all = reactive<Record<string, Own>>({})
	const timers = new Map<string, ReturnType<typeof setTimeout>>()
	const flights = new Map<string, Promise<void>>()
	/** When something was last done here to a draft, counted in doings */
	const touched = new Map<string, number>()
	let doings = 0
	const dirty = computed(() => Object.values(all).some((own) => own.dirty || own.saving))

	const mark = (): number => doings
	const touch = (number: string): void => { touched.set(number, ++doings) }

	/** The draft of a card, as it was read after mark(); what is typed here and not yet saved stays */
	function adopt(number: string, draft?: api.Draft | null, asked = doings): Own {
		const own = all[number]
		const version = draft?.version ?? 0
		if (own && ((touched.get(number) ?? 0) > asked || version === own.version || (version && version < own.version))) return own
		if (own?.newer) {
			if (draft && version > own.newer.version) own.newer = { text: draft.text, version, at: draft.at ?? own.newer.at }
			return own
		}
		if (own && (own.dirty || own.saving)) return own
		all[number] = { text: draft?.text ?? '', version: draft?.version ?? 0, savedAt: draft?.at, dirty: false, saving: false }
		return all[number]
	}

	function type(number: string, text: string): void {
		const own = all[number] ?? adopt(number)
		if (own.text === text) return
		own.text = text
		own.dirty = true
		own.elsewhere = false
		touch(number)
		plan(number, SAVE_MS)
	}

	function plan(number: string, ms: number): void {
		if (timers.has(number)) return
		timers.set(number, setTimeout(() => {
			timers.delete(number)
			void save(number)
		}, ms))
	}

	function save(number: string): Promise<void> {
		const own = all[number]
		if (!own?.dirty || own.newer) return Promise.resolve()
		if (own.saving) {
			plan(number, SAVE_MS)
			return flights.get(number) ?? Promise.resolve()
		}
		const flight = put(number, own)
		flights.set(number, flight)
		return flight
	}

	async function put(number: string, own: Own): Promise<void> {
		const text = own.text
		own.saving = true
		own.dirty = false
		touch(number)
		try {
			const saved = await api.saveDraft(number, text, own.version)
			own.version = saved.version
			own.savedAt = saved.at
			own.unsure = undefined
		} catch (err) {
			own.dirty = true
			if (err instanceof Problem && err.code === 'draft.newer') meet(own, err.body as unknown as NonNullable<Own['newer']>)
			else if (!(err instanceof Problem)) return void (own.unsure = text)
			else if (err.status >= 500 || err.status === 429) plan(number, 5000)
		} finally {
			own.saving = false
			touch(number)
		}
		if (own.dirty && !own.newer && !timers.has(number)) plan(number, SAVE_MS)
	}

	/** Another text is on the server: it may be this one, or one of ours whose answer was lost */
	function meet(own: Own, newer: NonNullable<Own['newer']>): void {
		if (newer.text !== own.text && newer.text !== own.unsure) {
			own.newer = newer
			return
		}
		Object.assign(own, { version: newer.version, savedAt: newer.at, dirty: newer.text !== own.text, unsure: undefined })
	}

	/** Asks what the server has; shows it when it is another text and nothing is typed here */
	async function check(number: string): Promise<void> {
		const asked = mark()
		const before = all[number]?.text
		const draft = await api.draft(number).catch(() => undefined)
		if (!draft) return
		const own = adopt(number, draft, asked)
		if (own.newer || own.text === before) return
		own.elsewhere = true
		say(t('draft.said'))
	}

	/** Another window has saved this version (0: none is left) */
	async function heard(number: string, version: number): Promise<void> {
		if (all[number]?.saving) await flights.get(number)
		const own = all[number]
		if (!own || version === own.version || (version && version < own.version) || (own.dirty && !own.newer)) return
		await check(number)
	}

	/** The text of the other device wins */
	function takeNewer(number: string): void {
		const own = all[number]
		if (!own?.newer) return
		touch(number)
		Object.assign(own, { text: own.newer.text, version: own.newer.version, savedAt: own.newer.at, dirty: false, newer: undefined })
	}

	/** The text of this window wins: it is saved over the other */
	function keepMine(number: string): Promise<void> {
		const own = all[number]
		if (!own?.newer) return Promise.resolve()
		touch(number)
		Object.assign(own, { version: own.newer.version, dirty: true, newer: undefined })
		return save(number)
	}

	/** The text is about to be sent: no save may overtake it */
	async function hold(number: string): Promise<void> {
		clearTimeout(timers.get(number))
		timers.delete(number)
		await flights.get(number)
		clearTimeout(timers.get(number))
		timers.delete(number)
	}

	/** The text has been sent: the server forgets its draft, too. What was typed meanwhile stays, as a new one */
	function sent(number: string, text: string): void {
		const more = all[number] && all[number].text !== text ? all[number].text : ''
		touch(number)
		all[number] = { text: more, version: 0, dirty: !!more, saving: false }
		if (more) plan(number, SAVE_MS)
	}

	/** Saves what is unsaved: the line is back, or the person leaves the card */
	const flush = (): void => Object.keys(all).forEach((number) => void save(number))

	return { all, dirty, mark, adopt, check, heard, type, save, takeNewer, keepMine, hold, sent, flush }
})
