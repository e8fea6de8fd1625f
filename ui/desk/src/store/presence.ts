/* My state at the desk and since when; who else is here */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '../../../shared/api/session'
import type { Here, Presence } from '../../../shared/api/session'

export const usePresence = defineStore('presence', () => {
	const state = ref<Presence>('away')
	const since = ref<string | null>(null)
	const staff = ref<Here[]>([])

	/** Here, and not ready yet: nothing is offered */
	const waits = computed(() => state.value === 'away' || state.value === 'offline')

	async function load(): Promise<void> {
		const reply = await api.presence()
		state.value = reply.state
		since.value = reply.since
		staff.value = reply.staff
	}

	async function choose(next: Presence): Promise<void> {
		const reply = await api.setPresence(next)
		state.value = reply?.state ?? next
		since.value = reply?.since ?? new Date().toISOString()
	}

	function onEvent(event: { id: string, state: Presence, since?: string }, me: string): void {
		const at = event.since ?? new Date().toISOString()
		staff.value = staff.value.map((one) => one.id === event.id ? { ...one, state: event.state, since: at } : one)
		if (event.id === me && event.state !== state.value) {
			state.value = event.state
			since.value = at
		}
	}

	return { state, since, staff, waits, load, choose, onEvent }
})
