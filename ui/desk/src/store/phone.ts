/* The operator's telephone: can this window be rung, which call is there. Small, for it is loaded with the desk; the call itself
 * (screens/dock) comes when there is one.
 *
 * One window has a call: the one that answered it remembers so for its own life (sessionStorage), and goes on with it after a
 * reload. Others show that there is a call elsewhere and leave it alone, unless the window that had it is gone. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import * as api from '../../../shared/api/call'
import type { Call, Ring, Telephone } from '../../../shared/api/call'
import { Problem } from '../../../shared/api/http'
import { useSession } from './session'

const RING_AGAIN_MS = 20_000, LOOK_MS = 2_000
const WANTED = 'phone', HELD = 'call', OWED = 'owed', ENDED = 'ended'

/** A call that ended here while another went on: its result is still to be written down */
export interface Owed { id: string, number: string, medium: Call['medium'] }
/** A call that ended; written: what came of it is on record */
export type Ended = Pick<Call, 'id' | 'state' | 'medium' | 'cause' | 'generation' | 'lost' | 'number' | 'topic' | 'place' | 'began_at' | 'queued_at' | 'answered_at'> & { written?: boolean }
type InHand = Pick<Call, 'id' | 'state' | 'medium' | 'number'>

export const usePhone = defineStore('phone', () => {
	/** denied: the browser gives no microphone */
	const line = ref<'off' | 'on' | 'denied'>('off')
	const call = ref<Call | null>(null)
	/** This window has the call, or is about to */
	const own = ref(false)
	/** One's own SIP telephone; undefined: one has none */
	const telephone = ref<Telephone>()
	/** The citizen of this appeal is to be called: taken up by the dock */
	const dialing = ref<string | null>(null)
	/** A call has just ended here: what it was. Kept over a reload, for whoever had it */
	const ended = ref<Ended | null>(null)
	const me = (): string | undefined => useSession().me?.id
	watch(ended, (one) => one ? sessionStorage.setItem(ENDED, JSON.stringify({ of: me(), one })) : sessionStorage.removeItem(ENDED))
	/** Results that are owed, kept over a reload */
	const owed = ref<Owed[]>(JSON.parse(sessionStorage.getItem(OWED) ?? '[]'))
	watch(owed, (all) => sessionStorage.setItem(OWED, JSON.stringify(all)))
	/** Calls that were given away here: another writes down what comes of them */
	const gave = new Set<string>()
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

	/** Of the calls in hand here those that are there no more, but what was given away; `last` has a form of its own */
	function owe(got: Call | null, last?: string): void {
		const now = [got?.id, got?.second?.id, last], had: InHand[] = []
		for (const one of own.value ? [call.value, call.value?.second] : []) {
			if (one && (one.state === 'talking' || one.state === 'held')) had.push(one)
		}
		const gone = had.filter((one) => one.number && !now.includes(one.id) && !gave.delete(one.id))
		if (!gone.length && !owed.value.some((one) => now.includes(one.id))) return
		owed.value = [...owed.value.filter((one) => !now.includes(one.id)), ...gone.map(({ id, number, medium }) => ({ id, number: number!, medium }))]
	}

	function end({ id, medium, cause, generation, lost, number, topic, place, began_at, queued_at, answered_at }: Call): void {
		ended.value = { id, state: 'ended', medium, cause, generation, lost, number, topic, place, began_at, queued_at, answered_at }
	}

	const written = (): void => { if (ended.value) ended.value = { ...ended.value, written: true } }

	const paid = (id: string): void => { owed.value = owed.value.filter((one) => one.id !== id) }

	function over(): void {
		clearTimeout(looking)
		owe(null, call.value?.id)
		if (own.value && call.value && (call.value.state !== 'offered' || call.value.medium === 'out')) end(call.value)
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
			const got = await api.mine()
			if (!got) return over()
			owe(got)
			if (!call.value) own.value = [got.id, got.second?.id].includes(sessionStorage.getItem(HELD) ?? '')
			else if (got.id !== call.value.id) other(got)
			if (got.by_phone) own.value = true               /* whichever window there is has no sound of it */
			call.value = got
			ended.value = null
		} catch (err) {
			if (err instanceof Problem && err.status === 404) return over()
		}
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

	/** Calls the citizen of an appeal; the dock does it, for it has microphone and loudspeaker */
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

	return { line, telephone, lookTelephone, call, own, dialing, ended, written, owed, paid, gave, shown, on, off, onRing, look, over, take, begun, dial, start, stop }
})
