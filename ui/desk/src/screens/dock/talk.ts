/* The sound of a call at the desk: takes the microphone, connects, finds the call again after a reload or a lost network, mutes.
 * Of two calls each has a side of its own; which of them is heard, the program decides. What may be said about the call (hold, hang up, attach …)
 * goes through `act`. */
import { computed, onBeforeUnmount, onMounted, reactive, ref, watch, type Ref } from 'vue'
import { Peer } from '../../../../site/peer.js'
import * as api from '../../../../shared/api/call'
import { Problem } from '../../../../shared/api/http'
import { chosen } from '../../lib/device'
import { usePhone } from '../../store/phone'
import { wordsOf } from '../../store/refuse'
import { note } from '../../store/say'
import { t } from '../../text/t'

const LOST_MS = 30_000, AGAIN_MS = 1_500

export type Media = 'none' | 'connecting' | 'connected' | 'lost'
export interface Quality { ms: number, grade: 0 | 1 | 2 }

/* What a browser says when there is no microphone to be had */
const troubleOf = (err: unknown): string => !(err instanceof DOMException) ? wordsOf(err)
	: t(err.name === 'NotFoundError' || err.name === 'NotReadableError' ? 'dock.none' : 'dock.no-microphone')

/* id: the call's, '' while the program has not said it */
interface Side { id: string, peer: Peer, audio: HTMLAudioElement }

export function useTalk(audio: Ref<HTMLAudioElement | undefined>, talking: Ref<boolean>) {
	const phone = usePhone()
	const muted = ref(false), level = ref(0), busy = ref(false)
	const quality = ref<Quality>()
	const medias = reactive<Record<string, Media>>({})
	const sides = new Map<string, Side>(), lost = new Map<string, number>()
	const current = computed(() => phone.call?.id ?? '')
	const media = computed<Media>(() => medias[current.value] ?? 'none')
	let leaving = false

	function made(id: string, how: (sdp: string) => Promise<string>): Side {
		const taken = [...sides.values()].some((one) => one.audio === audio.value)
		const side = { id, audio: taken ? new Audio() : audio.value! } as Side
		side.peer = new Peer({
			audio: side.audio,
			exchange: how,
			on: {
				state: (value) => {
					if (value === 'connected') lost.delete(side.id)
					if (value === 'lost') void again(side.id)
					/* lost until it is found again, whatever is tried meanwhile */
					else medias[side.id] = value === 'closed' ? 'none' : lost.has(side.id) ? 'lost' : value
				},
				level: (value) => { if (side.id === current.value) level.value = value },
				quality: (value) => { if (side.id === current.value) quality.value = value },
			},
		})
		sides.set(id, side)
		return side
	}

	function close(id: string): void {
		sides.get(id)?.peer.close()
		sides.delete(id)
		if (!sides.size) muted.value = false
		if (id === current.value || !sides.size) quality.value = undefined
	}

	function closeBut(...ids: (string | undefined)[]): void {
		for (const id of [...sides.keys()]) {
			if (!ids.includes(id)) close(id)
		}
	}

	async function begin(id: string, how: (sdp: string) => Promise<string>): Promise<void> {
		close(id)
		const side = made(id, how)
		const { peer } = side
		/* a microphone that is gone is no reason to leave a citizen waiting: then any other */
		await peer.open(chosen('audioinput') || undefined).catch((err) => {
			if (err instanceof DOMException && err.name === 'OverconstrainedError') return peer.open()
			throw err
		})
		if (chosen('audiooutput')) await peer.speaker(chosen('audiooutput')).catch(() => {})
		await peer.connect()
		/* whatever comes after the first answer is the same call on a new connection */
		;(peer as unknown as { exchange: (sdp: string) => Promise<string> }).exchange = async (sdp) => (await api.again(side.id, sdp)).sdp
	}

	async function first(id: string, how: (sdp: string) => Promise<string>, done: () => Promise<void>): Promise<void> {
		if (busy.value) return
		busy.value = true
		lost.delete(id)
		try {
			await begin(id, how)
			await done()
		} catch (err) {
			close(id)
			if (err instanceof Problem && err.code === 'call.taken') await (id === current.value ? phone.over() : phone.look())
			note(troubleOf(err), 'crit')
		} finally {
			busy.value = false
		}
	}

	/** Of the call that rings, or of the second one that waits */
	const answer = (then: () => void, which: { id: string, generation: number } = phone.call!): Promise<void> => {
		const { id, generation } = which
		if (muted.value) mute()
		return first(id, async (sdp) => (await api.answer(id, generation, sdp)).sdp, async () => {
			phone.take()
			await phone.look()
			then()
		})
	}

	/* Without an offer one's own telephone rings */
	async function begun(number: string, sdp?: string): Promise<{ call: string, sdp?: string }> {
		const got = await api.dial(number, sdp)
		phone.begun({
			id: got.call, state: 'offered', medium: 'out', cause: null, generation: got.generation, by_phone: got.by_phone, lifting: got.by_phone,
			lost: false, number, topic: null, place: null, began_at: new Date().toISOString(), queued_at: null, answered_at: null,
		})
		return got
	}

	const dialHere = (number: string): Promise<void> => first('', async (sdp) => {
		const got = await begun(number, sdp)
		const side = sides.get('')!
		sides.delete('')
		sides.set(side.id = got.call, side)
		medias[got.call] = medias[''] ?? 'connecting'
		return got.sdp!
	}, () => phone.look())

	async function dialThere(number: string): Promise<void> {
		if (busy.value) return
		busy.value = true
		await act(() => begun(number)).finally(() => { busy.value = false })
	}

	/** Calls the citizen of an appeal */
	const dial = (number: string): Promise<void> => (phone.byTelephone ? dialThere : dialHere)(number).finally(() => { phone.dialing = null })

	/* After a reload, or when the connection broke: the citizen hears music meanwhile */
	async function again(id: string): Promise<void> {
		if (!phone.own || leaving) return
		medias[id] = 'lost'
		if (!lost.has(id)) lost.set(id, Date.now())
		await phone.look()
		if (!phone.own || ![phone.call?.id, phone.call?.second?.id].includes(id) || Date.now() - lost.get(id)! > LOST_MS) return close(id)
		try {
			const side = sides.get(id)
			if (side) await side.peer.connect()
			else await begin(id, async (sdp) => (await api.again(id, sdp)).sdp)
		} catch (err) {
			if (err instanceof DOMException) note(troubleOf(err), 'crit')
			setTimeout(() => void again(id), AGAIN_MS)
		}
	}

	async function all(): Promise<void> {
		const other = phone.call?.second
		await again(current.value)
		if (other?.answered_at && other.state !== 'offered') await again(other.id)
	}

	/** The window that had the call is gone: this one goes on with it */
	async function here(): Promise<void> {
		phone.take()
		await all()
	}

	async function act(run: () => Promise<unknown>): Promise<void> {
		try {
			await run()
		} catch (err) {
			note(wordsOf(err), 'crit')
		}
		await phone.look()
	}

	function mute(): void {
		muted.value = !muted.value
		sides.forEach(({ peer }) => peer.mute(muted.value))
		note(t(muted.value ? 'dock.muted' : 'dock.unmuted'))
	}

	const microphone = (id: string): void => sides.forEach(({ peer }) => void peer.use(id).catch((err) => note(troubleOf(err), 'crit')))
	const speaker = (id: string): void => sides.forEach(({ peer }) => void peer.speaker(id).catch(() => {}))
	const leave = (): void => { leaving = true }

	watch(talking, (yes) => { if (!yes && !busy.value) closeBut() })
	watch([current, () => phone.call?.second?.id], ([one, other], [was]) => {
		if (!busy.value) closeBut(one, other)
		if (one !== was) quality.value = undefined
	})
	onMounted(() => {
		addEventListener('pagehide', leave)
		if (talking.value) void all()
	})
	onBeforeUnmount(() => {
		removeEventListener('pagehide', leave)
		closeBut()
	})

	return { media, muted, level, quality, busy, answer, dial, here, act, mute, microphone, speaker }
}
