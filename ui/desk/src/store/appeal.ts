/* The open appeal: its card, what is done to it, and what happens when somebody else acted first */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '../../../shared/api/appeal'
import type { Act, Card, Person, State } from '../../../shared/api/appeal'
import { Problem } from '../../../shared/api/http'
import { useDrafts } from './draft'
import { useWork } from './work'
import { wordsOf } from './refuse'

/* Refusals of an act that name who acted first, and how the appeal stands now */
const FIRST = ['appeal.changed', 'appeal.not_yours', 'appeal.not_now']

export interface Clash { owner?: Person | null, state?: State }

export const useAppeal = defineStore('appeal', () => {
	const card = ref<Card>()
	const wanted = ref('')
	const trouble = ref('')
	const clash = ref<Clash>()
	const busy = ref(false)
	const drafts = useDrafts()
	/* Readings of the card, in the order they were asked for: a later one that came first is not replaced by an older one */
	let turns = 0
	let shown = 0

	const can = (what: Act): boolean => !!card.value?.allowed.includes(what) && !busy.value
	const number = computed(() => card.value?.number ?? '')

	async function open(asked: string): Promise<void> {
		if (wanted.value !== asked) {
			drafts.flush()
			card.value = undefined
			clash.value = undefined
			trouble.value = ''
		}
		wanted.value = asked
		const turn = ++turns
		const mark = drafts.mark()
		try {
			const fresh = await api.card(asked)
			if (wanted.value !== asked || turn < shown) return
			shown = turn
			drafts.adopt(fresh.number, fresh.draft, mark)
			card.value = fresh
			trouble.value = ''
			useWork().seen(fresh.number)
		} catch (err) {
			if (wanted.value === asked) trouble.value = wordsOf(err)
		}
	}

	/* Every change raises the version: the echo of one's own act, whose reply said so and whose card is read, brings nothing new */
	const heard = (version: number): Promise<void> => version <= (card.value?.version ?? 0) ? Promise.resolve() : refresh()

	const refresh = (): Promise<void> => wanted.value ? open(wanted.value) : Promise.resolve()

	function leave(): void {
		drafts.flush()
		wanted.value = ''
		card.value = undefined
	}

	/** Acts on the open appeal. True when it was done; false when somebody was first (clash says who); throws otherwise */
	async function act(what: Act, body: Record<string, unknown> = {}): Promise<boolean> {
		const own = card.value
		if (!own) return false
		busy.value = true
		try {
			const changed = await api.act(own.number, what, what === 'note' ? body : { ...body, version: own.version })
			clash.value = undefined
			if (changed?.version) Object.assign(own, changed)
			return true
		} catch (err) {
			if (!(err instanceof Problem && FIRST.includes(err.code))) throw err
			clash.value = { owner: err.body.owner as Person | null, state: err.body.state as State }
			return false
		} finally {
			busy.value = false
			void refresh()
			useWork().later(100)
		}
	}

	return { card, number, wanted, trouble, clash, busy, can, open, heard, refresh, leave, act }
})
