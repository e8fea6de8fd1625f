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
