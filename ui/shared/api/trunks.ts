/* Through whom calls come and go: all trunks, in one document with versions, and how each stands now */
import { call } from './http'
import type { FlowVersion } from './flows'

/** As the profile has it. `password`: a text is a new one, true is kept and shown to nobody. What is not known here stays as it is */
export interface Trunk {
	key: string
	uri: string
	number?: string
	user?: string
	password?: string | true
	secret?: string
	register?: boolean
	srtp?: boolean
	allow?: string[]
	calls?: number
	rate?: number
	from?: string[]
	trusted?: boolean
	off?: boolean
	[member: string]: unknown
}
export const REASONS = ['silent', 'unreachable', 'refused', 'unregistered', 'password', 'unusable'] as const
export interface TrunkState {
	key: string
	state: 'unknown' | 'up' | 'down'
	reason?: typeof REASONS[number]
	since?: string
	registered?: boolean
	calls: number
	simple?: boolean                      // of the program's settings
}
export interface Trunks { newest: number, in_force: number, items: Trunk[], versions: FlowVersion[], states: TrunkState[] }

const base = '/api/v1/settings/trunks'
export const trunks = (): Promise<Trunks> => call('GET', base)
export const version = (n: number): Promise<Trunks> => call('GET', `${base}?version=${n}`)
export const publish = (seen: number, items: Trunk[]): Promise<Trunks> => call('PUT', base, { body: { base: seen, items } })
export const rollBack = (version: number, seen: number): Promise<Trunks> => call('POST', `${base}/roll-back`, { body: { version, base: seen } })
