/* Who sits at the desk, and in which state */
import { call } from './http'
import type { Person } from './appeal'

export type Role = 'operator' | 'senior' | 'specialist' | 'supervisor' | 'auditor' | 'administrator'
/** away: here but not ready, as after signing in. offline: signed in nowhere; it cannot be chosen */
export type Presence = 'ready' | 'busy' | 'break' | 'away' | 'offline'
export const ROLES: Role[] = ['operator', 'senior', 'specialist', 'supervisor', 'auditor', 'administrator']
export const PRESENCES: Presence[] = ['ready', 'busy', 'break', 'away']
/** Why: a word of a list, as a text could name a person. misses: calls were not answered; the program alone says it */
export type Reason = 'written' | 'training' | 'meeting' | 'lunch' | 'rest' | 'technical' | 'unlisted' | 'misses' | WrapReason
export type WrapReason = 'record' | 'colleague' | 'callback' | 'technical' | 'unlisted'
/** What may be said with a state, and of a longer time after a call */
export const REASONS: Partial<Record<Presence, Reason[]>> = { busy: ['written', 'training', 'meeting', 'unlisted'], break: ['lunch', 'rest'], away: ['technical', 'unlisted'] }
export const WRAP_REASONS: WrapReason[] = ['record', 'colleague', 'callback', 'technical', 'unlisted']

export interface Session {
	staff: { id: string, login: string, name: string, roles: Role[] }
	csrf: string
	password_set: boolean
	/** IANA zone of the organisation: every time is shown in it */
	zone: string
}

/** Event "presence": whoever it is says how they stand now */
export interface PresenceEvent { actor: string, state: Presence, reason?: Reason, at: string }

export interface Here extends Person {
	state: Presence
	since: string | null
	reason?: Reason
	/** In the time after a call, until then; and why it was extended */
	wrap_up?: string
	wrap_up_reason?: Reason
}

export const signIn = (login: string, password: string): Promise<Session> =>
	call('POST', '/api/v1/session', { body: { login, password }, session: true })
export const signInByLink = (token: string): Promise<Session> =>
	call('POST', '/api/v1/session', { body: { token }, session: true })
export const current = (): Promise<Session> => call('GET', '/api/v1/session', { session: true })
export const signOut = (): Promise<void> => call('DELETE', '/api/v1/session', { session: true })
export const setPassword = (fresh: string, old?: string): Promise<void> =>
	call('PUT', '/api/v1/session/password', { body: old === undefined ? { new: fresh } : { old, new: fresh } })

export const presence = (): Promise<{ state: Presence, since: string | null, reason?: Reason, staff: Here[] }> => call('GET', '/api/v1/presence')
export const setPresence = (state: Presence, reason?: Reason): Promise<{ state?: Presence, since?: string | null, reason?: Reason }> =>
	call('PUT', '/api/v1/presence', { body: { state, reason } })
