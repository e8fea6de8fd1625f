/* The numbers of a line: as they are stored, as they are edited, and whether today is theirs */
import type { LineNumber } from '../../../shared/api/lines'

export type Own = string | LineNumber
export interface Edited { number: string, from: string, to: string, instead: string }
export type Standing = 'in-force' | 'not-yet' | 'no-more'

export const digitsOf = (own: Own): string => typeof own === 'string' ? own : own.number
const bare = (typed: string): string => typed.replace(/[\s()-]/g, '')

export function edited(own: Own): Edited {
	const { number, from = '', to = '', instead = '' } = typeof own === 'string' ? { number: own } as LineNumber : own
	return { number, from, to, instead }
}

/** As it is stored: digits alone when it has nothing else */
export function stored({ number, from, to, instead }: Edited): Own {
	const more = Object.fromEntries(Object.entries({ from, to, instead: bare(instead) }).filter(([, value]) => value))
	return Object.keys(more).length ? { number: bare(number), ...more } : bare(number)
}

/** "2026-11-24": the day so many minutes ahead of UTC */
export const dayThere = (now: number, utcMin: number): string => new Date(now + utcMin * 60_000).toISOString().slice(0, 10)

/** Days are both included */
export function standing(own: Own, today: string): Standing {
	if (typeof own === 'string') return 'in-force'
	if (own.from && today < own.from) return 'not-yet'
	return own.to && today > own.to ? 'no-more' : 'in-force'
}
