/* How soon calls were answered; for supervisors and auditors */
import { call, query } from './http'
import type { Person } from './appeal'

export interface Answered {
	came: number
	/** That waited for an operator */
	queued: number
	answered: number
	/** Answered within soon_s */
	soon: number
	/** Left while they waited */
	abandoned: number
	/** Of the waits until the answer; null: none was answered */
	mean_s: number | null
	/** Nine of ten waited at most so long */
	p90_s: number | null
}

export interface Answers {
	from: string
	to: string
	soon_s: number
	all: Answered
	days: (Answered & { day: string })[]
	topics: (Answered & { topic?: Person })[]
}

/** Both days are meant whole: "2026-11-23" */
export const answers = (from: string, to: string): Promise<Answers> => call('GET', '/api/v1/statistics/calls' + query({ from, to }))
/** Of those that were answered or left, the part that was answered soon; undefined: there was none. Whole percents, rounded down */
export const soonShare = (one: Answered): number | undefined => one.answered + one.abandoned ? Math.floor(100 * one.soon / (one.answered + one.abandoned)) : undefined
