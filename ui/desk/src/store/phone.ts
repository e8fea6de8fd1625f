/* The operator's telephone: can this window be rung, which call is there. Small, for it is loaded with the desk; the call itself
 * (screens/dock) comes when there is one.
 *
 * One window has a call: the one that answered it remembers so for its own life (sessionStorage), and goes on with it after a
 * reload. Others show that there is a call elsewhere and leave it alone, unless the window that had it is gone. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import * as api from '../../../shared/api/call'
import type { Call, Gone, Ring, Telephone } from '../../../shared/api/call'
import { Problem } from '../../../shared/api/http'
import { useSession } from './session'

const RING_AGAIN_MS = 20_000, LOOK_MS = 2_000
const WANTED = 'phone', HELD = 'call', OWED = 'owed', ENDED = 'ended'

/** A call that ended here while another went on: its result is still to be written down */
export interface Owed { id: string, number: string, medium: Call['medium'] }
/** A call that ended; written: what came of it is on record; gone: it goes on with somebody else, who writes that down */
export type Ended = Pick<Call, 'id' | 'state' | 'medium' | 'cause' | 'generation' | 'lost' | 'number' | 'topic' | 'place' | 'began_at' | 'queued_at' | 'answered_at'> & { written?: boolean, gone?: Gone }
type InHand = Pick<Call, 'id' | 'state' | 'medium' | 'number'>
type Fates = Map<string, Gone | undefined>

export const usePhone = defineStore('phone', () => {
	/** denied: the browser gives no microphone */
	const line = ref<'off' | 'on' | 'denied'>('off')
	const call = ref<Call | null>(null)
	/** This window has the call, or is about to */
	const own = ref(false)
	/** One's own SIP telephone; undefined: one has none */
	const telephone = ref<Telephone>()
	/** One calls by it, who takes no calls in the browser */
	const byTelephone = computed(() => line.value !== 'on' && !!telephone.value?.there)
	/** The citizen of this appeal is to be called: taken up by the dock */
	const dialing = ref<string | null>(null)
	/** A call has just ended here: what it was. Kept over a reload, for whoever had it */
	const ended = ref<Ended | null>(null)
	const me = (): string | undefined => useSession().me?.id
	watch(ended, (one) => one ? sessionStorage.setItem(ENDED, JSON.stringify({ of: me(), one })) : sessionStorage.removeItem(ENDED))
	/** Results that are owed, kept over a reload */
	const owed = ref<Owed[]>(JSON.parse(sessionStorage.getItem(OWED) ?? '[]'))
	watch(owed, (all) => sessionStorage.setItem(OWED, JSON.stringify(all)))
	let beat: ReturnType<typeof setInterval> | undefined
	let looking: ReturnType<typeof setTimeout> | undefined

	const shown = computed<Call | null>(() => call.value ?? ended.value)

	async function permitted(): Promise<boolean> {
		try {
			return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state === 'granted'
		} catch {
			return false
		}
	}

	function ringable(): void {
		clearInterval(beat)
		line.value = 'on'
		localStorage.setItem(WANTED, '1')
		const tell = (): void => void api.phone(true).catch(() => {})
		tell()
		beat = setInterval(tell, RING_AGAIN_MS)
	}

	/** Asks for the microphone once, and gives it back: it is taken again with each call */
	async function on(): Promise<void> {
		try {
			const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
			stream.getTracks().forEach((track) => track.stop())
			ringable()
		} catch {
			line.value = 'denied'
		}
	}

	async function off(): Promise<void> {
		clearInterval(beat)
		line.value = 'off'
		localStorage.removeItem(WANTED)
		await api.phone(false)
	}

	/** Of the calls in hand here those that are there no more */
	function missing(got: Call | null): InHand[] {
		const had: InHand[] = []
		for (const one of own.value ? [call.value, call.value?.second] : []) {
			if (one && (one.state === 'talking' || one.state === 'held') && ![got?.id, got?.second?.id].includes(one.id)) had.push(one)
		}
		return had
	}

	/** What became of them: ended, or with whom they go on */
	async function fates(got: Call | null): Promise<Fates> {
		const all: Fates = new Map()
		for (const { id } of missing(got)) {
			const guest = call.value?.id === id && call.value.as_guest
			all.set(id, guest ? { how: 'guest' } : await api.became(id).catch(() => undefined))
		}
		return all
	}

	/** The result of those that ended; `last` has a form of its own */
	function owe(got: Call | null, became?: Fates, last?: string): void {
		const now = [got?.id, got?.second?.id, last]
		const gone = missing(got).filter((one) => one.number && one.id !== last && !became?.get(one.id))
		if (!gone.length && !owed.value.some((one) => now.includes(one.id))) return
		owed.value = [...owed.value.filter((one) => !now.includes(one.id)), ...gone.map(({ id, number, medium }) => ({ id, number: number!, medium }))]
	}

	function end({ id, medium, cause, generation, lost, number, topic, place, began_at, queued_at, answered_at }: Call, gone?: Gone): void {
		ended.value = { id, state: 'ended', medium, cause, generation, lost, number, topic, place, began_at, queued_at, answered_at, gone }
	}

	const written = (): void => { if (ended.value) ended.value = { ...ended.value, written: true } }

	const paid = (id: string): void => { owed.value = owed.value.filter((one) => one.id !== id) }

	function over(became?: Fates): void {
		clearTimeout(looking)
		owe(null, became, call.value?.id)
		if (own.value && call.value && (call.value.state !== 'offered' || call.value.medium === 'out')) end(call.value, became?.get(call.value.id))
		sessionStorage.removeItem(HELD)
		call.value = null
		own.value = false
	}

	/** Of two calls another one is talked to; or the first has ended while the second waits, which any window may answer then */
	function other(got: Call): void {
		if (got.state === 'offered' && got.medium !== 'out') own.value = false
		else if (own.value) sessionStorage.setItem(HELD, got.id)
	}

	/** How the call stands; asked while there is one */
	async function look(): Promise<void> {
		clearTimeout(looking)
		try {
			const got = await api.mine(), was = call.value?.id
			const became = await fates(got ?? null)
			if (call.value?.id !== was) return again()       /* another came while that was asked */
			if (!got) return over(became)
			owe(got, became)
			if (!call.value) own.value = [got.id, got.second?.id].includes(sessionStorage.getItem(HELD) ?? '')
			else if (got.id !== call.value.id) other(got)
			if (got.by_phone) own.value = true               /* whichever window there is has no sound of it */
			call.value = got
			ended.value = null
		} catch (err) {
			if (err instanceof Problem && err.status === 404) return over()
		}
		again()
	}

	function again(): void {
		clearTimeout(looking)
		if (call.value) looking = setTimeout(look, LOOK_MS)
	}

	function onRing(ring: Ring): void {
		if (ring.on || call.value?.second?.generation === ring.generation) void look()
		else if (call.value?.generation === ring.generation && call.value.state === 'offered') over()
	}

	function take(): void {
		if (!call.value) return
		own.value = true
		sessionStorage.setItem(HELD, call.value.id)
	}

	/** A call that this window has begun */
	function begun(got: Call): void {
		call.value = got
		ended.value = null
		take()
	}

	/** Calls the citizen of an appeal; the dock does it, for it has microphone and loudspeaker, or tells to lift the telephone */
	function dial(number: string): void {
		if (!call.value) dialing.value = number
	}

	async function lookTelephone(): Promise<void> {
		telephone.value = await api.telephone().catch(() => undefined)
	}

	async function start(): Promise<void> {
		void lookTelephone()
		if (localStorage.getItem(WANTED) && await permitted()) ringable()
		const { of, one } = JSON.parse(sessionStorage.getItem(ENDED) ?? '{}') as { of?: string, one?: Ended }
		await look()
		if (call.value) return
		if (one && of === me()) ended.value = one
		else owed.value = []
	}

	function stop(): void {
		clearInterval(beat)
		clearTimeout(looking)
	}

	return { line, telephone, byTelephone, lookTelephone, call, own, dialing, ended, written, owed, paid, shown, on, off, onRing, look, over, take, begun, dial, start, stop }
})
