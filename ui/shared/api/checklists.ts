/* Checklists: what to bring, where, how long it takes; edited by administrators, sent by operators */
import { call } from './http'
import type { FlowVersion } from './flows'

export interface Both { ru: string, en: string }

/** As the profile has it: what is not known here stays as it is */
export interface OwnChecklist {
	key: string
	name: Both
	topic?: string
	lines: Both[]
	[member: string]: unknown
}
export interface ChecklistTable { newest: number, in_force: number, items: OwnChecklist[], parts: { ru: number, en: number }[], versions: FlowVersion[] }

export interface Checklist {
	key: string
	name: string
	topic?: string
	lines: string[]
	/** SMS that it takes */
	parts: { ru: number, en: number }
}
export interface Checklists { items: Checklist[], sms: boolean, mail: boolean }

export interface Owed {
	channel: 'sms' | 'mail' | 'webhook'
	kind: string
	state: 'waiting' | 'given_up'
	tries: number
	made_at: string
	next_at: string | null
	why: string
	number: string | null
}

const base = '/api/v1/settings/checklists'
export const table = (): Promise<ChecklistTable> => call('GET', base)
export const version = (n: number): Promise<ChecklistTable> => call('GET', `${base}?version=${n}`)
export const publish = (seen: number, items: OwnChecklist[]): Promise<ChecklistTable> => call('PUT', base, { body: { base: seen, items } })
export const rollBack = (version: number, seen: number): Promise<ChecklistTable> => call('POST', `${base}/roll-back`, { body: { version, base: seen } })

export const checklists = (): Promise<Checklists> => call('GET', '/api/v1/desk/checklists')
export const sendChecklist = (number: string, checklist: string, by: 'sms' | 'mail'): Promise<void> =>
	call('POST', `/api/v1/desk/appeals/${number}/checklist`, { body: { checklist, by } })
export const owed = async (): Promise<Owed[]> => (await call<{ owed: Owed[] }>('GET', '/api/v1/desk/outbox')).owed
