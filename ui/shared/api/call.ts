/* Calls as the desk sees them */
import { call } from './http'

export type CallState = 'menu' | 'queued' | 'offered' | 'talking' | 'held' | 'ended'

export interface Call {
	id: string
	state: CallState
	medium: 'phone' | 'page' | 'out'
	cause: string | null
	generation: number
	/** The operator's browser is away: the citizen hears music */
	lost: boolean
	/** Number of the appeal that the call is a contact of */
	number: string | null
	topic: string | null
	place: number | null
	began_at: string | null
	queued_at: string | null
	answered_at: string | null
}

/** Event "ring": an offer to this operator, or its withdrawal */
export interface Ring { call: string, generation: number, on: boolean }

const at = (id: string): string => '/api/v1/desk/calls/' + id

/** Undefined: none */
export const mine = (): Promise<Call | undefined> => call('GET', '/api/v1/desk/calls/mine')
export const answer = (id: string, generation: number, sdp: string): Promise<{ sdp: string }> =>
	call('POST', at(id) + '/answer', { body: { generation, sdp } })
export const again = (id: string, sdp: string): Promise<{ sdp: string }> => call('POST', at(id) + '/connection', { body: { sdp } })
export const refuse = (id: string, generation: number): Promise<void> => call('POST', at(id) + '/refuse', { body: { generation } })
export const hold = (id: string, on: boolean): Promise<void> => call('POST', at(id) + '/hold', { body: { on } })
export const press = (id: string, digit: string): Promise<void> => call('POST', at(id) + '/digits', { body: { digit } })
export const hangUp = (id: string): Promise<void> => call('DELETE', at(id))
export const phone = (on: boolean): Promise<void> => call('PUT', '/api/v1/desk/phone', { body: { on } })
