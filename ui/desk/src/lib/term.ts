/* How much of a term is left, as a colour that always comes with words. Pure: `now` is an argument, all times in ms. */
import type { State } from '../../../shared/api/appeal'

export type Tone = 'ok' | 'warn' | 'crit' | 'calm'
export type Unit = 'days' | 'hours' | 'minutes'

export interface Term {
	tone: Tone
	/** What is said: a time left, a time over, or that the clock stands */
	says: 'left' | 'over' | 'waits' | 'done'
	unit: Unit
	n: number
	/** Part of the term that has gone by, 0 … 1 */
	gone: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function measure(ms: number): { unit: Unit, n: number } {
	if (ms >= 2 * DAY) return { unit: 'days', n: Math.floor(ms / DAY) }
	if (ms >= 2 * HOUR) return { unit: 'hours', n: Math.floor(ms / HOUR) }
	return { unit: 'minutes', n: Math.max(1, Math.floor(ms / MINUTE)) }
}

/** Warns in the last quarter of a term, and always in its last four hours */
export function termOf(of: { state: State, entered: string, answer_by: string }, now: number): Term {
	const from = Date.parse(of.entered)
	const by = Date.parse(of.answer_by)
	const left = by - now
	const gone = Math.min(1, Math.max(0, (now - from) / Math.max(1, by - from)))
	const measured = measure(Math.abs(left))
	if (of.state === 'answered' || of.state === 'closed') return { tone: 'calm', says: 'done', gone: 1, ...measured }
	if (of.state === 'waiting') return { tone: 'calm', says: 'waits', gone, ...measured }
	if (left <= 0) return { tone: 'crit', says: 'over', gone: 1, ...measured }
	const tone = left < 4 * HOUR || left < (by - from) / 4 ? 'warn' : 'ok'
	return { tone, says: 'left', gone, ...measured }
}
