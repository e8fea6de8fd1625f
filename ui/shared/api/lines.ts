/* What people dial: all lines, in one document with versions */
import { call } from './http'
import type { FlowVersion } from './flows'

/** A number with a time of its own: days where the line's region is, both included; `instead` is the one that its callers are told */
export interface LineNumber { number: string, from?: string, to?: string, instead?: string }

/** As the profile has it: what is not known here stays as it is */
export interface DialledLine {
	key: string
	numbers?: (string | LineNumber)[]
	calendar: string
	lang?: 'ru' | 'en'
	flow?: string
	name?: { ru?: string, en?: string }
	/** Code of the region whose office answers; none: of all */
	region?: string
	/** What those see whom the line calls; none: the trunk's number */
	caller?: string
	[member: string]: unknown
}
export interface LineTable { newest: number, in_force: number, items: DialledLine[], versions: FlowVersion[] }

const base = '/api/v1/settings/lines'
export const lines = (): Promise<LineTable> => call('GET', base)
export const version = (n: number): Promise<LineTable> => call('GET', `${base}?version=${n}`)
export const publish = (seen: number, items: DialledLine[]): Promise<LineTable> => call('PUT', base, { body: { base: seen, items } })
export const rollBack = (version: number, seen: number): Promise<LineTable> => call('POST', `${base}/roll-back`, { body: { version, base: seen } })
