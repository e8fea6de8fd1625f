/* Calls back that are owed to citizens */
import { call } from './http'
import type { Person } from './appeal'

export interface Callback {
	number: string
	/** people: for a person to make; failed: nobody answered the last try */
	state: 'waits' | 'dialled' | 'failed' | 'people'
	reason: 'flow' | 'queue' | 'cut' | 'desk' | null
	topic: Person | null
	line: string | null
	line_name: string | null
	/** Who of the staff promised it */
	by: string | null
	made_at: string
	due_at: string
	/** The program dials not before */
	next_at: string | null
	tries: number
	outcome: 'talked' | 'no_answer' | 'busy' | 'unconfirmed' | 'left' | 'no_operator' | 'cut_off' | 'no_way' | 'crash' | 'unwanted' | 'elsewhere' | 'withdrawn' | null
	broken: boolean
	/** I have the appeal */
	mine: boolean
}

export const callbacks = async (): Promise<Callback[]> => (await call<{ callbacks: Callback[] }>('GET', '/api/v1/desk/callbacks')).callbacks
/** To the phone that the appeal has, not before a time; without one as soon as can be */
export const promise = (number: string, at?: string): Promise<{ due_at: string, next_at: string }> =>
	call('POST', `/api/v1/desk/appeals/${encodeURIComponent(number)}/callback`, { body: at ? { at } : {} })
/** It is not wanted any more */
export const withdraw = (number: string): Promise<void> => call('DELETE', `/api/v1/desk/appeals/${encodeURIComponent(number)}/callback`)
