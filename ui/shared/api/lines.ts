/* What people dial: all lines, in one document with versions */
import { call } from './http'
import type { FlowVersion } from './flows'

/** As the profile has it. A number may be more than its digits: what is not known here stays as it is */
export interface DialledLine {
	key: string
	numbers?: (string | { number: string })[]
	calendar: string
	lang?: 'ru' | 'en'
	flow?: string
	name?: { ru?: string, en?: string }
	[member: string]: unknown
}
export interface LineTable { newest: number, in_force: number, items: DialledLine[], versions: FlowVersion[] }

const base = '/api/v1/settings/lines'
export const lines = (): Promise<LineTable> => call('GET', base)
export const publish = (seen: number, items: DialledLine[]): Promise<LineTable> => call('PUT', base, { body: { base: seen, items } })
export const rollBack = (version: number, seen: number): Promise<LineTable> => call('POST', `${base}/roll-back`, { body: { version, base: seen } })
