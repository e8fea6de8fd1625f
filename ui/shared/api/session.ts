/* Who sits at the desk, and in which state */
import { call } from './http'
import type { Person } from './appeal'

export type Role = 'operator' | 'senior' | 'specialist' | 'supervisor' | 'auditor' | 'administrator'
/** away: here but not ready, as after signing in. offline: signed in nowhere; it cannot be chosen */
export type Presence = 'ready' | 'busy' | 'break' | 'away' | 'offline'
export const ROLES: Role[] = ['operator', 'senior', 'specialist', 'supervisor', 'auditor', 'administrator']
export const PRESENCES: Presence[] = ['ready', 'busy', 'break', 'away']

export interface Session {
	staff: { id: string, login: string, name: string, roles: Role[] }
	csrf: string
	password_set: boolean
	/** IANA zone of the organisation: every time is shown in it */
	zone: string
}

/** Event "presence": whoever it is says how they stand now */
export interface PresenceEvent { actor: string, state: Presence, at: string }

export interface Here extends Person {
	state: Presence
	since: string | null
	/** In the time after a call, until then */
	wrap_up?: string
}

export const signIn = (login: string, password: string): Promise<Session> =>
	call('POST', '/api/v1/session', { body: { login, password }, session: true })
export const signInByLink = (token: string): Promise<Session> =>
	call('POST', '/api/v1/session', { body: { token }, session: true })
export const current = (): Promise<Session> => call('GET', '/api/v1/session', { session: true })
export const signOut = (): Promise<void> => call('DELETE', '/api/v1/session', { session: true })
export const setPassword = (fresh: string, old?: string): Promise<void> =>
	call('PUT', '/api/v1/session/password', { body: old === undefined ? { new: fresh } : { old, new: fresh } })

export const presence = (): Promise<{ state: Presence, since: string | null, staff: Here[] }> => call('GET', '/api/v1/presence')
export const setPresence = (state: Presence): Promise<{ state?: Presence, since?: string | null }> =>
	call('PUT', '/api/v1/presence', { body: { state } })
