/* Applications for services, which another system keeps: asked, never stored */
import { call } from './http'

export interface ApplicationAsk {
	application: string
	/** Digits by which the other system knows the applicant */
	person?: string
	/** The appeal that it is asked for */
	number?: string
}

export interface Found {
	answer: 'found'
	/** When the other system said so */
	at: string
	state: 'received' | 'in_work' | 'waiting' | 'ready' | 'issued' | 'refused' | 'withdrawn'
	step: { n: number | null, of: number | null, name: string | null }
	/** A day: "2026-12-01" */
	due: string | null
	/** Reason of a delay */
	delay: string | null
}

export type Why = 'absent' | 'starts' | 'missing' | 'ended' | 'late' | 'garbled' | 'system' | 'busy' | 'stopped'

export interface Away { answer: 'away', at: string, reason: Why, since: string, note: string | null }

export type ApplicationStatus = Found | { answer: 'unknown', at: string } | Away

/** Another system that the desk can ask: available, or why not and since when */
export interface System { system: 'status' | 'sms' | 'mail', available: boolean, reason?: Why, since?: string }

export const askApplication = (ask: ApplicationAsk): Promise<ApplicationStatus> => call('POST', '/api/v1/desk/applications', { body: ask })
export const systems = async (): Promise<System[]> => (await call<{ systems: System[] }>('GET', '/api/v1/desk/systems')).systems
