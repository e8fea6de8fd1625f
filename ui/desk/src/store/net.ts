/* Whether the server can be reached, and the stream of events. Others subscribe; each hears every event once. */
import { reactive } from 'vue'
import { follow, type ServerEvent } from '../../../shared/api/events'

export const net = reactive({ online: true, live: false })

type Hear = (event: ServerEvent) => void
const hearers = new Set<Hear>()
const returners = new Set<() => void>()
let stream: ReturnType<typeof follow> | undefined

export function hear(own: Hear): () => void {
	hearers.add(own)
	return () => hearers.delete(own)
}

/** Called each time the server can be reached again */
export function onReturn(own: () => void): () => void {
	returners.add(own)
	return () => returners.delete(own)
}

export function reached(yes: boolean): void {
	if (net.online === yes) return
	net.online = yes
	if (!yes) return
	stream?.retry()
	returners.forEach((own) => own())
}

export function startStream(position: string, signedOut: () => Promise<void>): void {
	if (stream) return
	stream = follow({
		event: (event) => hearers.forEach((own) => own(event)),
		up: (yes) => {
			net.live = yes
			if (yes) reached(true)
			else void probe()
		},
		signedOut,
	}, position)
	addEventListener('online', () => stream?.retry())
	addEventListener('offline', () => reached(false))
}

/** The stream broke: is it the server, or only the stream? */
async function probe(): Promise<void> {
	try {
		await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5000) })
		reached(true)
	} catch {
		reached(false)
	}
}
