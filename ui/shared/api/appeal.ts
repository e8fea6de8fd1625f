/* Appeals as the desk sees them. Ids are decimal strings, times RFC 3339, numbers Latin: "AB-123456-7890". */
import type { Callback } from './callback'
import { call, query } from './http'

export type State = 'new' | 'in_work' | 'waiting' | 'answered' | 'closed' | 'reopened'
export type Kind = 'question' | 'technical' | 'recommendation' | 'complaint'
export type Result = 'solved' | 'explained' | 'refused' | 'redirected' | 'withdrawn'
export type MessageKind = 'question' | 'answer' | 'request' | 'note'
export type Reason = 'call' | 'answer' | 'identity' | 'correct' | 'complaint'
export type Act = 'take' | 'return' | 'answer' | 'request' | 'note' | 'close' | 'reopen' | 'topic' | 'delay' | 'reveal'

/** Why personal data may be looked at; words, so that none of the data slips into the journal */
export const REASONS: Reason[] = ['call', 'answer', 'identity', 'correct', 'complaint']
export const STATES: State[] = ['new', 'in_work', 'waiting', 'answered', 'closed', 'reopened']
export const RESULTS: Result[] = ['solved', 'explained', 'refused', 'redirected', 'withdrawn']

export interface Person { id: string, name: string }
export interface Viewer extends Person { typing?: boolean }

export interface Item {
	number: string
	kind: Kind
	state: State
	topic?: Person | string | null
	region?: { code: number | string, name: string } | string | null
	excerpt: string
	entered: string
	answer_by: string
	version: number
	owner?: Person | null
	channel: string
	files: number
	unread?: boolean
	overdue?: boolean
}

export interface Work {
	mine: Item[]
	waiting: Item[]
	counts: { new: number, in_work: number, waiting: number, answered: number, overdue: number, reopened?: number }
	position: number | string
}

export interface Message {
	id: string
	at: string
	author: { kind: 'citizen' | 'staff' | 'system', id?: string, name?: string }
	kind: MessageKind
	text: string
	/** Something was cut out of the text: ⟦kind n⟧ stands for it */
	cut?: boolean
}

export interface JournalRow {
	pos: number
	at: string
	kind: string
	actor?: Person | 'citizen' | 'system'
	appeal?: string
	data?: Record<string, unknown>
	/** What the ids in data are called: staff, topics and regions by name, appeals and their calls by number */
	names?: Record<string, string>
}

export interface Attachment { id: string, name: string, type: string, size: number, at: string, message?: string }
export interface Draft { text: string, version: number, at?: string }

export interface Contact { id: string, channel: string, number: string, at: string, ended?: string | null, cause?: string, /** What the caller said of the talk, 1 to 5; supervisors and auditors see it */ score?: number }

export interface Card {
	number: string
	number_ru: string
	spoken: string[]
	kind: Kind
	state: State
	channel: string
	topic?: Person | null
	region?: { code: number | string, name: string, local_time?: string, zone?: string } | null
	lang: string
	entered: string
	answer_by: string
	paused?: string | null
	answered?: string | null
	closed?: string | null
	result?: Result | null
	delay?: string | null
	version: number
	owner?: Person | null
	citizen: { id: string, name?: string, phone?: string, email?: string, masked: boolean, erased?: boolean }
	messages: Message[]
	history: JournalRow[]
	files: Attachment[]
	draft?: Draft | null
	/** A call back that is owed */
	callback?: Callback
	viewers: Viewer[]
	earlier: { number: string, kind: Kind, state: State, entered: string }[]
	/** Of this citizen, newest first: calls, letters, forms */
	contacts?: Contact[]
	allowed: Act[]
}

/** How it stands after an act, and what may be done next: the card changes with it, before it is asked for again */
export interface Changed { version: number, state?: State, owner?: Person | null, answer_by?: string, allowed?: Act[] }

const at = (number: string, rest = ''): string => `/api/v1/desk/appeals/${encodeURIComponent(number)}${rest}`

export const work = (): Promise<Work> => call('GET', '/api/v1/work')

export interface Filter { state?: string, topic?: string, owner?: string, from?: string, to?: string, q?: string, cursor?: string }
/** By POST: what a citizen may be found by does not stand in an address */
export const list = (filter: Filter, signal?: AbortSignal): Promise<{ items: Item[], next?: string | null }> =>
	call('POST', '/api/v1/work/search', { body: { ...filter }, signal })

export interface Figures { kind: Kind, topic?: { id: string, name: string }, channel: string, entered: number, answered: number, in_time: number, closed: number, solved: number, answer_ms: number }
export const statistics = (from: string, to: string): Promise<{ from: string, to: string, rows: Figures[] }> =>
	call('GET', '/api/v1/statistics' + query({ from, to }))

interface Passed { id: string, number?: string }
/** Who was served before somebody that waited longer */
export interface Overtakings {
	n: number
	/** There are others, older */
	more: boolean
	reasons: { why: string, n: number, passed: number }[]
	items: { pos: number, at: string, medium: 'call' | 'written', why: string, n: number, served: Passed, passed: Passed, staff: { id: string, name?: string } }[]
}
export const overtakings = (from: string, to: string): Promise<Overtakings> =>
	call('GET', '/api/v1/statistics/overtakings' + query({ from, to }))

export const card = (number: string): Promise<Card> => call('GET', at(number))
export const act = (number: string, what: Act, body: Record<string, unknown>): Promise<Changed> =>
	call(what === 'topic' || what === 'delay' ? 'PUT' : 'POST', at(number, '/' + what), { body })
/** One's own, as the last device saved it; version 0: none */
export const draft = (number: string): Promise<Draft> => call('GET', at(number, '/draft'))
export const saveDraft = (number: string, text: string, version: number): Promise<{ version: number, at: string }> =>
	call('PUT', at(number, '/draft'), { body: { text, version } })
export const reveal = (number: string, field: string, reason: Reason, message?: string): Promise<{ value: string | null }> =>
	call('POST', at(number, '/reveal'), { body: { field, reason, message } })
export const viewing = (number: string, typing: boolean, gone = false): Promise<void> =>
	call('POST', at(number, '/viewing'), { body: gone ? { typing: false, gone: true } : { typing } })
export const fileUrl = (number: string, id: string): string => at(number, '/files/' + encodeURIComponent(id))

export function upload(number: string, file: File): Promise<Attachment> {
	const form = new FormData()
	form.append('files', file, file.name)
	return call('POST', at(number, '/files'), { form })
}

/** With order newest: `before` is a position, `since` and `until` are days, `kind` one kind or a group, `actor` an id, citizen or system */
export interface JournalFilter { appeal?: string, order?: 'newest', from?: number, before?: number, since?: string, until?: string, kind?: string, actor?: string, limit?: number }
export const journal = (filter: JournalFilter): Promise<{ items: JournalRow[], next?: number }> =>
	call('GET', '/api/v1/journal' + query({ ...filter }))
