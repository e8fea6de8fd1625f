/* My state at the desk and since when; who else is here */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '../../../shared/api/session'
import type { WrapUp } from '../../../shared/api/call'
import type { Here, Presence, PresenceEvent, Reason } from '../../../shared/api/session'
import { second } from './clock'

export const usePresence = defineStore('presence', () => {
	const state = ref<Presence>('away')
	const since = ref<string | null>(null)
	const reason = ref<Reason>()
	const staff = ref<Here[]>([])
	/** Until when the time after a call lasts, by staff; wall clock, ms */
	const wraps = ref<Record<string, number>>({})
	/** Why it was extended */
	const wrapWhys = ref<Record<string, Reason | undefined>>({})

	/** Here, and not ready yet: nothing is offered */
	const waits = computed(() => state.value === 'away' || state.value === 'offline')

	async function load(): Promise<void> {
		const reply = await api.presence()
		state.value = reply.state
		since.value = reply.since
		reason.value = reply.reason
		staff.value = reply.staff
		wraps.value = Object.fromEntries(reply.staff.filter((one) => one.wrap_up).map((one) => [one.id, Date.parse(one.wrap_up!)]))
		wrapWhys.value = Object.fromEntries(reply.staff.map((one) => [one.id, one.wrap_up_reason]))
	}

	/** Seconds that are left of somebody's time after a call; 0: it is over, or there is none */
	const wrapLeft = (id: string): number => Math.max(0, Math.ceil(((wraps.value[id] ?? 0) - second.value) / 1000))

	const wrapWhy = (id: string): Reason | undefined => wrapLeft(id) ? wrapWhys.value[id] : undefined

	function onWrapUp({ staff: id, until_ms, reason: why }: WrapUp): void {
		wrapWhys.value = { ...wrapWhys.value, [id]: why }
		wraps.value = { ...wraps.value, [id]: until_ms }
	}

	async function choose(next: Presence, why?: Reason): Promise<void> {
		const reply = await api.setPresence(next, why)
		state.value = reply?.state ?? next
		since.value = reply?.since ?? new Date().toISOString()
		reason.value = why
	}

	function onEvent({ actor: id, state: next, reason: why, at }: PresenceEvent, me: string): void {
		onWrapUp({ staff: id, until_ms: 0 })
		if (!staff.value.some((one) => one.id === id)) return void load().catch(() => {})
		staff.value = staff.value.map((one) => one.id === id ? { ...one, state: next, since: at, reason: why, wrap_up: undefined, wrap_up_reason: undefined } : one)
		if (id === me && (next !== state.value || why !== reason.value)) {
			state.value = next
			since.value = at
			reason.value = why
		}
	}

	return { state, since, reason, staff, waits, load, choose, wrapLeft, wrapWhy, onWrapUp, onEvent }
})
