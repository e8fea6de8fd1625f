/* Calls as the desk sees them */
import { call } from './http'
import type { Kind } from './appeal'
import type { Pressed } from './repeat'
import type { Reason, WrapReason } from './session'

export type CallState = 'menu' | 'queued' | 'offered' | 'talking' | 'held' | 'ended'

/** The other call of an operator who has two: given by a colleague, it waits (offered), or it is on hold */
export interface SecondCall {
	id: string
	state: CallState
	medium: Call['medium']
	generation: number
	/** Can be taken, or gone on with, as the first one stands now */
	able: boolean
	lost: boolean
	number: string | null
	topic: string | null
	queued_at: string | null
	answered_at: string | null
	/** Then it goes back to who gave it */
	until: string | null
}

/** Of a side's sound; null: it is not known. lost of what it sends, far_lost of what it is sent: ‰ */
export interface Side {
	grade: 'good' | 'fair' | 'poor' | null
	lost: number | null
	jitter_ms: number | null
	far_lost: number | null
	far_jitter_ms: number | null
	rtt_ms: number | null
}
/** guest: who is called in; null: nobody is there */
export interface Quality { citizen: Side, operator: Side, guest?: Side | null }

export interface Call {
	id: string
	state: CallState
	medium: 'phone' | 'page' | 'out'
	cause: string | null
	generation: number
	/** The operator talks by a SIP telephone: there is no sound in the browser */
	by_phone?: boolean
	/** … which rings first: once it is lifted the citizen is called */
	lifting?: boolean
	/** How good the sound of each side is; absent: nothing is known of it */
	quality?: Quality
	unheard?: boolean
	staff_unheard?: boolean
	/** Their telephone reports that our sound does not arrive there; mine that the citizen's does not */
	unreached?: boolean
	staff_unreached?: boolean
	/** The operator's browser is away: the citizen hears music */
	lost: boolean
	/** The citizen's browser is away: nothing is heard of it */
	away?: boolean
	/** A colleague whom I called in, or a telephone outside */
	guest?: { staff?: string, outside?: boolean, there: boolean } | null
	/** It is another's, who called me in */
	as_guest?: boolean
	/** A supervisor listens, and I am to know it */
	listened?: boolean
	/** Is what is said recorded? Absent: nothing is known of it */
	recording?: 'off' | 'on' | 'paused' | 'refused' | 'fails'
	/** Number of the appeal that the call is a contact of */
	number: string | null
	topic: string | null
	/** E.164 of the line */
	dialled?: string | null
	/** How the caller came through the flow */
	path?: Pressed[]
	/** The open appeal about which the caller comes again, nothing having been done since */
	repeats?: { number: string, vain: number } | null
	/** It is a call back, and why */
	callback?: { reason: 'flow' | 'queue' | 'cut' | 'desk' } | null
	second?: SecondCall | null
	place: number | null
	began_at: string | null
	queued_at: string | null
	answered_at: string | null
}

/** How a call that one had went on without one; elsewhere: by whom is not to be known; guest: one was only called in */
export interface Gone { how: 'taken_over' | 'elsewhere' | 'given' | 'guest', by?: string | null }

/** Event "ring": an offer to this operator, or its withdrawal */
export interface Ring { call: string, generation: number, on: boolean }

/** Event "wrap-up": somebody's time after a call lasts until then; 0: it is over. reason: it was extended */
export interface WrapUp { staff: string, until_ms: number, reason?: Reason }

export interface SplitNew { kind: Kind, text: string, topic?: string }
export interface Split { number: string, answer_by: string }

const ALL = '/api/v1/desk/calls'
const at = (id: string): string => `${ALL}/${id}`

/** Undefined: none */
export const mine = (): Promise<Call | undefined> => call('GET', ALL + '/mine')
/** Undefined: it ended, or never was one's own */
export const became = (id: string): Promise<Gone | undefined> => call('GET', at(id))
export const answer = (id: string, generation: number, sdp: string): Promise<{ sdp: string }> =>
	call('POST', at(id) + '/answer', { body: { generation, sdp } })
/** Rings the citizen of an appeal; without sdp one's own telephone first */
export const dial = (number: string, sdp?: string): Promise<{ call: string, generation: number, by_phone: boolean, sdp?: string }> =>
	call('POST', ALL, { body: { number, sdp } })
export const again = (id: string, sdp: string): Promise<{ sdp: string }> => call('POST', at(id) + '/connection', { body: { sdp } })
export const refuse = (id: string, generation: number): Promise<void> => call('POST', at(id) + '/refuse', { body: { generation } })
export const hold = (id: string, on: boolean): Promise<void> => call('POST', at(id) + '/hold', { body: { on } })
export const press = (id: string, digit: string): Promise<void> => call('POST', at(id) + '/digits', { body: { digit } })
export const hangUp = (id: string): Promise<void> => call('DELETE', at(id))
/** The call is about a known appeal: it becomes a contact of that one, and its own number an alias */
export const attach = (id: string, number: string): Promise<Call> => call('POST', at(id) + '/appeal', { body: { number } })
/** The call is about a second thing, too: an appeal of its own */
export const split = (id: string, what: SplitNew, key: string): Promise<Split> =>
	call('POST', at(id) + '/split', { body: what, key })
/** To whom a call may be given; topics: those known best */
export interface Colleague { id: string, name: string, now: 'free' | 'rings' | 'in_call' | 'wrap_up' | 'ready' | 'busy' | 'break' | 'away', topics: { id: string, name: string, level: number }[], more: number, others: boolean }
export const colleagues = async (): Promise<Colleague[]> => (await call<{ colleagues: Colleague[] }>('GET', '/api/v1/desk/colleagues')).colleagues
/** Gives it away: rings at a colleague, and comes back when it is not taken; or waits in the queue of a topic */
export const transfer = (id: string, to: { staff: string } | { topic: string } | { phone: string }): Promise<void> => call('POST', at(id) + '/transfer', { body: to })
/** Calls a colleague in: the citizen is on hold, the two consult; when the hold ends, all three talk */
export const callIn = (id: string, who: { staff: string } | { phone: string }): Promise<void> => call('POST', at(id) + '/guest', { body: who })
export const dismiss = (id: string): Promise<void> => call('DELETE', at(id) + '/guest')
/** The colleague has the call from now on */
export const pass = (id: string): Promise<void> => call('POST', at(id) + '/guest/pass')
/** A supervisor listens to what somebody talks … */
export const listen = (staff: string, sdp: string): Promise<{ call: string, sdp: string }> =>
	call('POST', `/api/v1/desk/line/staff/${staff}/listen`, { body: { sdp } })
/** … is heard by the operator alone … */
export const whisper = (id: string, on: boolean): Promise<void> => call('POST', at(id) + '/whisper', { body: { on } })
/** … goes … */
export const unlisten = (id: string): Promise<void> => call('DELETE', at(id) + '/listen')
/** … or has the call from now on */
export const takeOver = (id: string): Promise<void> => call('POST', at(id) + '/takeover')
/** One's own SIP telephone; undefined: one has none */
export interface Telephone { there: boolean, registers: boolean, auto_answer: boolean }
export const telephone = (): Promise<Telephone | undefined> => call('GET', '/api/v1/desk/telephone')
export const phone = (on: boolean): Promise<void> => call('PUT', '/api/v1/desk/phone', { body: { on } })
/** The time after a call lasts so long from now on, and why; 0: it ends */
export const wrapUp = (seconds: number, reason?: WrapReason): Promise<void> => call('POST', '/api/v1/desk/wrap-up', { body: { seconds, reason } })
