/* My work: what is on me and what waits for anybody, kept up to date by events.
 *
 * An event changes what it can at once (state, owner, version); what it does not carry (words of a new appeal, counts)
 * is asked for once, shortly after, however many events came. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '../../../shared/api/appeal'
import type { Item, Viewer, Work } from '../../../shared/api/appeal'
import type { AppealEvent } from '../../../shared/api/events'

/** Applies an event to the lists. True when the lists must be asked for: an unknown appeal may belong there */
export function applyEvent(work: Work, event: AppealEvent, me: string): boolean {
	const known = [...work.mine, ...work.waiting].find((item) => item.number === event.number)
	if (!known) return event.state === 'new' || event.state === 'reopened' || event.owner?.id === me
	if (event.version < known.version) return false
	const item: Item = { ...known, state: event.state, version: event.version }
	if (event.owner !== undefined) item.owner = event.owner
	if (event.what === 'returned') item.owner = null
	if (event.what === 'message') item.unread = true
	const mine = item.owner?.id === me && item.state !== 'closed'
	const waits = !item.owner && (item.state === 'new' || item.state === 'reopened')
	const place = (items: Item[], belongs: boolean): Item[] => {
		const here = items.some((one) => one.number === item.number)
		if (!belongs) return here ? items.filter((one) => one.number !== item.number) : items
		if (here) return items.map((one) => one.number === item.number ? item : one)
		return [...items, item].sort((a, b) => a.answer_by.localeCompare(b.answer_by))
	}
	work.mine = place(work.mine, mine)
	work.waiting = place(work.waiting, waits)
	return event.what === 'message'
}

const EMPTY: Work = { mine: [], waiting: [], position: 0, counts: { new: 0, in_work: 0, waiting: 0, answered: 0, overdue: 0 } }

export const useWork = defineStore('work', () => {
	const work = ref<Work>(EMPTY)
	const loaded = ref(false)
	const viewers = ref<Record<string, Viewer[]>>({})
	let soon: ReturnType<typeof setTimeout> | undefined

	const groups = computed(() => {
		const active = work.value.mine.filter((item) => item.state !== 'waiting' && item.state !== 'answered')
		return [
			{ id: 'mine' as const, items: active },
			{ id: 'new' as const, items: work.value.waiting },
			{ id: 'citizen' as const, items: work.value.mine.filter((item) => item.state === 'waiting') },
			{ id: 'answered' as const, items: work.value.mine.filter((item) => item.state === 'answered') },
		]
	})

	async function load(): Promise<void> {
		work.value = await api.work()
		loaded.value = true
	}

	/** Asks again shortly, once for all that happens meanwhile */
	function later(ms: number): void {
		clearTimeout(soon)
		soon = setTimeout(() => load().catch(() => later(5000)), ms)
	}

	function onEvent(event: AppealEvent, me: string): void {
		const next = { ...work.value }
		const ask = applyEvent(next, event, me)
		work.value = next
		later(ask ? 150 : 1500)
	}

	function seen(number: string): void {
		if (!work.value.mine.some((item) => item.number === number && item.unread)) return
		const mine = work.value.mine.map((item) => item.number === number ? { ...item, unread: false } : item)
		work.value = { ...work.value, mine }
	}

	return { work, loaded, viewers, groups, load, later, onEvent, seen }
})
