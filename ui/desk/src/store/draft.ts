/* Drafts: kept on the server as one types, so that another device sees them and a crash loses at most a second.
 *
 * Each save names the version it grew from. When another device has saved a newer one, the server refuses (draft.newer)
 * and both texts are shown: the person chooses. Without a line the text stays in this window and is saved on return. */
import { defineStore } from 'pinia'
import { computed, reactive } from 'vue'
import * as api from '../../../shared/api/appeal'
import { Problem } from '../../../shared/api/http'

export const SAVE_MS = 700

export interface Own {
	text: string
	/** Of the server's draft this text grew from; 0 when there is none */
	version: number
	savedAt?: string
	dirty: boolean
	saving: boolean
	newer?: { text: string, version: number, at: string }
}

export const useDrafts = defineStore('drafts', () => {
	const all = reactive<Record<string, Own>>({})
	const timers = new Map<string, ReturnType<typeof setTimeout>>()
	const flights = new Map<string, Promise<void>>()
	const dirty = computed(() => Object.values(all).some((own) => own.dirty || own.saving))

	/** The draft of a card that was just read; what is typed here and not yet saved stays */
	function adopt(number: string, draft?: api.Draft | null): Own {
		const own = all[number]
		if (own && (own.dirty || own.saving || own.newer)) return own
		all[number] = { text: draft?.text ?? '', version: draft?.version ?? 0, savedAt: draft?.at, dirty: false, saving: false }
		return all[number]
	}

	function type(number: string, text: string): void {
		const own = all[number] ?? adopt(number)
		if (own.text === text) return
		own.text = text
		own.dirty = true
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
		own.saving = true
		own.dirty = false
		try {
			const saved = await api.saveDraft(number, own.text, own.version)
			own.version = saved.version
			own.savedAt = saved.at
		} catch (err) {
			own.dirty = true
			if (err instanceof Problem && err.code === 'draft.newer') own.newer = err.body as unknown as Own['newer']
			else if (!(err instanceof Problem)) return
			else if (err.status >= 500 || err.status === 429) plan(number, 5000)
		} finally {
			own.saving = false
		}
		if (own.dirty && !own.newer && !timers.has(number)) plan(number, SAVE_MS)
	}

	/** The text of the other device wins */
	function takeNewer(number: string): void {
		const own = all[number]
		if (!own?.newer) return
		Object.assign(own, { text: own.newer.text, version: own.newer.version, savedAt: own.newer.at, dirty: false, newer: undefined })
	}

	/** The text of this window wins: it is saved over the other */
	function keepMine(number: string): Promise<void> {
		const own = all[number]
		if (!own?.newer) return Promise.resolve()
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

	/** The text has been sent: the server forgets its draft, too */
	function sent(number: string): void {
		all[number] = { text: '', version: 0, dirty: false, saving: false }
	}

	/** Saves what is unsaved: the line is back, or the person leaves the card */
	const flush = (): void => Object.keys(all).forEach((number) => void save(number))

	return { all, dirty, adopt, type, save, takeNewer, keepMine, hold, sent, flush }
})
