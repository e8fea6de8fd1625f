/* A citizen who comes again: what is known already, and hurrying what nobody has begun */
import type { State } from './appeal'
import { call } from './http'

/** One thing that was pressed; digits are counted, which they were nobody keeps */
export interface Pressed {
	at: number
	what: 'item' | 'topic' | 'person' | 'back' | 'language' | 'digits' | 'region' | 'office' | 'callback' | 'message' | 'key'
	key?: string
	words?: string
	n?: number
	of?: 'number' | 'code' | 'application' | 'person' | 'phone' | 'digits'
}

export type Level = 'hurried' | 'head'

export interface Repeat {
	number: string
	state: string
	problem?: string
	owner: string | null
	/** Contacts since anything was done; from 2 on the citizen comes again for nothing */
	vain: number
	former_at: string | null
	progress_at: string | null
	/** null: work has not begun */
	begun_at: string | null
	contacts: { id: string, channel: string, ours: boolean, at: string, ended: string | null, waited_s: number | null, operator: string | null }[]
	results: { at: string, what: 'answered' | 'requested' | 'delay' | 'closed' | 'broken', by: string | null }[]
	promise?: { state: 'open' | 'paused' | 'kept' | 'late' | 'broken' | 'dropped', due_at: string }
	urged?: { level: Level, at: string, by: string | null }
}

const at = (number: string): string => `/api/v1/desk/appeals/${encodeURIComponent(number)}`

export const repeat = (number: string): Promise<Repeat> => call('GET', at(number) + '/repeat')
export const urge = (number: string, level: Level): Promise<void> => call('POST', at(number) + '/urge', { body: { level } })
export const promiseCall = (number: string): Promise<{ due_at: string, next_at: string }> => call('POST', at(number) + '/callback', { body: {} })

/** What was hurried and is not done; `vain`: contacts since anything was done, as it was then */
export interface Urged { number: string, level: Level, at: string, by: string | null, vain: number, state: State, topic: string | null, owner: string | null, answer_by: string, entered: string }
export const urged = async (): Promise<Urged[]> => (await call<{ items: Urged[] }>('GET', '/api/v1/desk/urged')).items
