/* Calls back that are owed to citizens */
import { call } from './http'

export interface Callback {
	number: string
	/** people: for a person to make; failed: nobody answered the last try */
	state: 'waits' | 'dialled' | 'failed' | 'people'
	reason: 'flow' | 'queue' | 'cut' | 'desk' | null
	made_at: string
	due_at: string
	next_at: string | null
	tries: number
	outcome: 'talked' | 'no_answer' | 'busy' | 'unconfirmed' | 'left' | 'no_operator' | 'cut_off' | 'no_way' | 'crash' | 'unwanted' | 'elsewhere' | 'withdrawn' | null
	broken: boolean
	mine: boolean
}

export const callbacks = async (): Promise<Callback[]> => (await call<{ callbacks: Callback[] }>('GET', '/api/v1/desk/callbacks')).callbacks
/** To the phone that the appeal has, not before a time; without one as soon as can be */
export const promise = (number: string, at?: string): Promise<{ due_at: string }> =>
	call('POST', `/api/v1/desk/appeals/${encodeURIComponent(number)}/callback`, { body: at ? { at } : {} })
