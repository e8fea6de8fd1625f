/* How the line stands: queues, calls that wait, operators. For supervisors and auditors */
import { call } from './http'
import type { Person } from './appeal'
import type { Presence, Reason } from './session'
import type { TrunkState } from './trunks'

interface Count { waiting: number, offered: number, in_hand: number }

export interface LineQueue {
	medium: 'call' | 'written'
	lang: 'ru' | 'en'
	topic?: Person
	region?: string
	region_name?: string
	waiting: number
	offered: number
	ready: number
	/** Of calls */
	longest_s?: number
	/** Of written work: the nearest term */
	answer_by?: string
}

export interface LineCall {
	id: string
	state: 'queued' | 'offered'
	lang: 'ru' | 'en'
	class: 'low' | 'normal' | 'raised' | 'urgent' | 'returned'
	waits_s: number
	/** How far the search was widened: 0 not, 1 those who know the topic less well, 2 all regions */
	step: number
	topic?: Person
	region?: string
	region_name?: string
	staff?: string
}

export interface LineStaff extends Person {
	presence: Presence
	state: 'out' | 'ready' | 'paused' | 'wrap_up'
	since: string
	until?: string
	/** Of the presence; in the time after a call why it was extended */
	reason?: Reason
	phone: boolean
	calls: number
	written: number
	written_most: number
	misses: number
	rings?: string
	next?: string
}

export interface Line {
	at: string
	counts: { call: Count, written: Count, staff: number, ready: number }
	queues: LineQueue[]
	calls: LineCall[]
	staff: LineStaff[]
	trunks: TrunkState[]
}

export const line = (): Promise<Line> => call('GET', '/api/v1/desk/line')
