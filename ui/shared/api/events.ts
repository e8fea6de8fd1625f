/* Server-sent events over fetch.
 *
 * Not EventSource: after a refused or closed answer it gives up, and a new one cannot carry Last-Event-ID. Here the
 * position survives everything but closing the window, so nothing is missed and nothing comes twice. */
import type { Person, State, Viewer } from './appeal'
import type { Ring, WrapUp } from './call'
import type { PresenceEvent } from './session'

export interface AppealEvent {
	pos?: number
	number: string
	what: string
	state: State
	version: number
	owner?: Person | null
	at?: string
}

export type ServerEvent =
	| { type: 'appeal', data: AppealEvent }
	/** A call back of an appeal was made, tried, ended */
	| { type: 'callback', data: { number: string, what: string } }
	/** Something for a citizen was sent, or given up */
	| { type: 'outbox', data: { what: string } }
	| { type: 'presence', data: PresenceEvent }
	| { type: 'viewing', data: { number: string, staff: Viewer[] } }
	/** One's own draft was saved by another window; its text is asked for */
	| { type: 'draft', data: { number: string, version: number } }
	| { type: 'ring', data: Ring }
	/** One's own SIP telephone can be rung, or not */
	| { type: 'phone', data: { there: boolean } }
	| { type: 'wrap-up', data: WrapUp }
	/** Something of how the line stands has changed; it is asked for */
	| { type: 'line', data: unknown }
	/** Somebody has changed a setting */
	| { type: 'settings', data: unknown }
	| { type: 'reset', data: unknown }
	| { type: 'hello', data: { position: number } }

export interface Frame { id?: string, event: string, data: string }

/** Cuts a stream into frames; give it pieces as they come, of any size */
export class Cutter {
	private rest = ''
	private frame: { id?: string, event: string, data: string[] } = { event: 'message', data: [] }

	push(piece: string): Frame[] {
		const frames: Frame[] = []
		const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/)
		this.rest = lines.pop() ?? ''
		for (const line of lines) {
			if (line === '') this.finish(frames)
			else this.field(line)
		}
		return frames
	}

	private finish(frames: Frame[]): void {
		const { id, event, data } = this.frame
		if (data.length) frames.push({ id, event, data: data.join('\n') })
		this.frame = { event: 'message', data: [] }
	}

	private field(line: string): void {
		const colon = line.indexOf(':')
		const name = colon < 0 ? line : line.slice(0, colon)
		const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
		if (name === 'data') this.frame.data.push(value)
		else if (name === 'event') this.frame.event = value
		else if (name === 'id') this.frame.id = value
	}
}

const SILENCE_MS = 45_000       // two heartbeats (20 s each) missed: the line is dead
const RETRY_MS = [300, 1_000, 2_000, 5_000, 10_000]

export interface Listener {
	event: (event: ServerEvent) => void
	/** The stream is open, or has broken; a broken one is tried again */
	up: (yes: boolean) => void
	/** The session has ended; resolves when somebody has signed in again */
	signedOut: () => Promise<void>
}

/** Follows /api/v1/events until stop() */
export function follow(listener: Listener, position?: string): { stop: () => void, retry: () => void } {
	let last = position
	let stopped = false
	let tries = 0
	let abort = new AbortController()
	let wake: (() => void) | undefined

	async function once(): Promise<void> {
		abort = new AbortController()
		let timer = setTimeout(() => abort.abort(), SILENCE_MS)
		try {
			const headers: Record<string, string> = { Accept: 'text/event-stream' }
			if (last !== undefined) headers['Last-Event-ID'] = last
			const reply = await fetch('/api/v1/events', { headers, credentials: 'same-origin', signal: abort.signal })
			if (reply.status === 401) return await listener.signedOut()
			if (!reply.ok || !reply.body) throw new Error(String(reply.status))
			listener.up(true)
			tries = 0
			const reader = reply.body.getReader()
			const decoder = new TextDecoder()
			const cutter = new Cutter()
			for (;;) {
				const { done, value } = await reader.read()
				if (done) return
				clearTimeout(timer)
				timer = setTimeout(() => abort.abort(), SILENCE_MS)
				cutter.push(decoder.decode(value, { stream: true })).forEach(tell)
			}
		} finally {
			clearTimeout(timer)
		}
	}

	function tell(frame: Frame): void {
		if (frame.id !== undefined) last = frame.id
		let data: unknown = {}
		try {
			data = JSON.parse(frame.data)
		} catch {
			return
		}
		if (frame.event === 'hello' && last === undefined) last = String((data as { position: number }).position)
		if (frame.event === 'reset' && frame.id === undefined) last = undefined
		listener.event({ type: frame.event, data } as ServerEvent)
	}

	async function run(): Promise<void> {
		while (!stopped) {
			try {
				await once()
			} catch {
				if (stopped) return
			}
			if (stopped) return
			listener.up(false)
			const wait = RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)] * (0.75 + Math.random() / 2)
			await new Promise<void>((resolve) => {
				wake = resolve
				setTimeout(resolve, wait)
			})
		}
	}

	void run()
	return {
		stop: () => { stopped = true; abort.abort() },
		retry: () => { tries = 0; wake?.() },
	}
}
