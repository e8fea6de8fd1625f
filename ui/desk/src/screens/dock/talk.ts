/* The sound of a call at the desk: takes the microphone, connects, finds the call again after a reload or a lost network, mutes.
 * What may be said about the call (hold, hang up, attach …) goes through `act`. */
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'
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

export function useTalk(audio: Ref<HTMLAudioElement | undefined>, talking: Ref<boolean>) {
	const phone = usePhone()
	const media = ref<Media>('none'), muted = ref(false), level = ref(0), busy = ref(false)
	const quality = ref<Quality>()
	let peer: Peer | undefined, lostAt = 0, leaving = false

	function made(how: (sdp: string) => Promise<string>): Peer {
		return new Peer({
			audio: audio.value!,
			exchange: how,
			on: {
				state: (value) => {
					if (value === 'connected') lostAt = 0
					if (value === 'lost') void again()
					/* lost until it is found again, whatever is tried meanwhile */
					else media.value = value === 'closed' ? 'none' : lostAt ? 'lost' : value
				},
				level: (value) => { level.value = value },
				quality: (value) => { quality.value = value },
			},
		})
	}

	function close(): void {
		peer?.close()
		peer = undefined
		muted.value = false
		quality.value = undefined
	}

	async function begin(how: (sdp: string) => Promise<string>): Promise<void> {
		close()
		peer = made(how)
		/* a microphone that is gone is no reason to leave a citizen waiting: then any other */
		await peer.open(chosen('audioinput') || undefined).catch((err) => {
			if (err instanceof DOMException && err.name === 'OverconstrainedError') return peer!.open()
			throw err
		})
		if (chosen('audiooutput')) await peer.speaker(chosen('audiooutput')).catch(() => {})
		await peer.connect()
		/* whatever comes after the first answer is the same call on a new connection */
		;(peer as unknown as { exchange: (sdp: string) => Promise<string> }).exchange = async (sdp) => (await api.again(phone.call!.id, sdp)).sdp
	}

	async function first(how: (sdp: string) => Promise<string>, done: () => Promise<void>): Promise<void> {
		if (busy.value) return
		busy.value = true
		lostAt = 0
		try {
			await begin(how)
			await done()
		} catch (err) {
			close()
			if (err instanceof Problem && err.code === 'call.taken') phone.over()
			note(troubleOf(err), 'crit')
		} finally {
			busy.value = false
		}
	}

	const answer = (then: () => void): Promise<void> => {
		const { id, generation } = phone.call!
		return first(async (sdp) => (await api.answer(id, generation, sdp)).sdp, async () => {
			phone.take()
			await phone.look()
			then()
		})
	}

	/** Calls the citizen of an appeal */
	const dial = (number: string): Promise<void> => first(async (sdp) => {
		const got = await api.dial(number, sdp)
		phone.begun({
			id: got.call, state: 'offered', medium: 'out', cause: null, generation: got.generation, lost: false, number, topic: null,
			place: null, began_at: new Date().toISOString(), queued_at: null, answered_at: null,
		})
		return got.sdp
	}, () => phone.look()).finally(() => { phone.dialing = null })

	/* After a reload, or when the connection broke: the citizen hears music meanwhile */
	async function again(): Promise<void> {
		if (!phone.own || leaving) return
		media.value = 'lost'
		lostAt ||= Date.now()
		await phone.look()
		if (!phone.own || Date.now() - lostAt > LOST_MS) return close()
		const { id } = phone.call!
		try {
			if (peer) await peer.connect()
			else await begin(async (sdp) => (await api.again(id, sdp)).sdp)
		} catch (err) {
			if (err instanceof DOMException) note(troubleOf(err), 'crit')
			setTimeout(again, AGAIN_MS)
		}
	}

	/** The window that had the call is gone: this one goes on with it */
	async function here(): Promise<void> {
		phone.take()
		await again()
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
		peer?.mute(muted.value)
		note(t(muted.value ? 'dock.muted' : 'dock.unmuted'))
	}

	const microphone = (id: string): void => void peer?.use(id).catch((err) => note(troubleOf(err), 'crit'))
	const speaker = (id: string): void => void peer?.speaker(id).catch(() => {})
	const leave = (): void => { leaving = true }

	watch(talking, (yes) => { if (!yes && !busy.value) close() })
	onMounted(() => {
		addEventListener('pagehide', leave)
		if (talking.value) void again()
	})
	onBeforeUnmount(() => {
		removeEventListener('pagehide', leave)
		close()
	})

	return { media, muted, level, quality, busy, answer, dial, here, act, mute, microphone, speaker }
}
