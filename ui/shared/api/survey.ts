/* What callers said of talks, 1 to 5; for supervisors and auditors */
import { call, query } from './http'

/** How many answered, and the mean; null: none, or too few of one member of staff */
export interface Said { n: number, average: number | null }

export interface Survey extends Said {
	/** Fewer answers than these are few */
	few: number
	/** How many said 1, … 5 */
	scores: number[]
	days: (Said & { day: string })[]
	topics: (Said & { topic?: { id: string, name: string } })[]
	staff: (Said & { id: string, name: string })[]
}

export const survey = (from: string, to: string): Promise<Survey> => call('GET', '/api/v1/statistics/survey' + query({ from, to }))
