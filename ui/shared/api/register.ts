/* Registering an appeal for a citizen, and the checks of what the citizen says */
import type { Kind } from './appeal'
import { call, itemsOf } from './http'

export const KINDS: Kind[] = ['question', 'technical', 'recommendation', 'complaint']
export interface AppealNew { kind: Kind, text: string, topic?: string, name?: string, phone?: string, email?: string, region?: string }
export interface Registered { number: string, status: string, answer_by: string }

/** The key is the form's: sent again after a broken line, the same form gives the same number */
export const register = (appeal: AppealNew, key: string): Promise<Registered> =>
	call('POST', '/api/v1/desk/appeals', { body: appeal, key })

export type CheckKind = 'phone' | 'name' | 'email'
export interface Checked {
	verdict: 'valid' | 'invalid' | 'suspicious'
	/** Normalised: a phone as +79161234567, a name as Фамилия|Имя|Отчество */
	value: string
	code: string
	detail: string
	suggestion: string
}

export const check = (kind: CheckKind, value: string, signal?: AbortSignal): Promise<Checked> =>
	call('POST', '/api/v1/checks', { body: { kind, value }, signal })

/** utc_min: minutes that its time of day is ahead of UTC */
export interface Region { code: string, name: string, utc_min: number }
export const regions = async (): Promise<Region[]> => itemsOf<Region>(await call('GET', '/api/v1/regions'))
