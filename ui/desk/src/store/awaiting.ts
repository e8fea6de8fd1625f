/* What waits for a second person, and may be confirmed by this one: an announcement, urgent hours or exceptions of a calendar.
 * The rail and the settings show how many; each is told once. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { announcements } from '../../../shared/api/announce'
import { calendars } from '../../../shared/api/settings'
import { clock, t } from '../text/t'
import { drop, notice } from './say'

const SOON_MS = 300
export interface Waiting { id: string, place: 'announcements' | 'calendars', what: 'announcement' | 'exception' | 'week', until?: string }

const wordsOf = (one: Waiting): string => one.until ? t('awaiting.announcement', { time: clock(one.until) }) : t(`awaiting.${one.what as 'exception' | 'week'}`)

export const useAwaiting = defineStore('awaiting', () => {
	const list = ref<Waiting[]>([])
	const told = new Map<string, number>()
	let soon: ReturnType<typeof setTimeout> | undefined

	async function load(me: string): Promise<void> {
		clearTimeout(soon)
		const [said, books] = await Promise.all([announcements(), calendars()])
		const found: Waiting[] = said.filter((one) => one.heard && !one.confirmed && one.by.id !== me)
			.map(({ id, until }) => ({ id: `announcement ${id}`, place: 'announcements', what: 'announcement', until }))
		for (const book of books) {
			for (const one of book.exceptions ?? []) if (one.emergency && !one.confirmed && one.by?.id !== me) found.push({ id: `exception ${one.id}`, place: 'calendars', what: 'exception' })
			for (const one of book.weeks ?? []) if (one.waits && one.by?.id !== me) found.push({ id: `week ${book.name} ${one.from}`, place: 'calendars', what: 'week' })
		}
		list.value = found
		for (const [id, shown] of told) {
			if (found.some((one) => one.id === id)) continue
			told.delete(id)
			drop(shown)
		}
		for (const one of found) if (!told.has(one.id)) told.set(one.id, notice(wordsOf(one), 'warn'))
	}

	/** Asks again shortly, once for all that happens meanwhile; what fails is asked with the next event */
	function later(me: string): void {
		clearTimeout(soon)
		soon = setTimeout(() => load(me).catch(() => {}), SOON_MS)
	}

	/** Nobody is there to be told */
	function stop(): void {
		clearTimeout(soon)
		list.value = []
		told.clear()
	}

	const at = computed(() => (place: string): number => list.value.filter((one) => one.place === place).length)

	return { list, at, load, later, stop }
})
