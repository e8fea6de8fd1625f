/* What supervisors and administrators change: topics, calendars, terms */
import { call, itemsOf } from './http'

export interface Topic {
	id: string
	parent?: string | null
	name_ru: string
	name_en: string
	sort: number
	active: boolean
	version: number
}

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = typeof DAYS[number]
/** A day's intervals, local time of the calendar's zone: [["08:00", "12:00"], ["13:00", "20:00"]]; none: closed */
export type Week = Record<Day, [string, string][]>

export interface Exception {
	id?: string
	from: string
	to: string
	closed: boolean
	hours?: [string, string][]
	reason_ru: string
	reason_en: string
	/** Why less than 24 hours' notice; such an exception waits until a second person confirms it */
	emergency?: { reason: string } | null
	confirmed?: boolean
	by?: { id: string, name: string } | null
	second?: { id: string, name: string } | null
}

/** Weekly hours that do not act yet: from a day on, or once a second person has confirmed them */
export interface DatedWeek {
	from: string
	week: Week
	zone?: string
	emergency?: { reason: string } | null
	waits: boolean
	by?: { id: string, name: string } | null
}

export interface Calendar {
	name: string
	zone: string
	region?: number | string | null
	/** How far ahead changes of hours are published (setting schedule.notice-min); sooner ones need a second person */
	notice_ms: number
	/** What acts today */
	week: Week
	weeks?: DatedWeek[]
	version: number
	exceptions?: Exception[]
}

export interface Term { name: string, value: string, calendar?: string, version: number }

const base = '/api/v1/settings'
const named = (name: string): string => `${base}/calendars/${encodeURIComponent(name)}`

export const topics = async (): Promise<Topic[]> => itemsOf<Topic>(await call('GET', `${base}/topics`))
export const addTopic = (topic: Omit<Topic, 'id' | 'version'>): Promise<Topic> => call('POST', `${base}/topics`, { body: topic })
export const changeTopic = ({ id, ...rest }: Topic): Promise<Topic> => call('PUT', `${base}/topics/${id}`, { body: rest })
/** The topics that are offered, with their names in the caller's language */
export const offeredTopics = async (): Promise<{ id: string, name: string, parent?: string | null }[]> =>
	itemsOf<{ id: string, name: string, parent?: string | null }>(await call('GET', '/api/v1/topics'))

export const calendars = async (): Promise<Pick<Calendar, 'name' | 'exceptions' | 'weeks'>[]> =>
	itemsOf<Pick<Calendar, 'name' | 'exceptions' | 'weeks'>>(await call('GET', `${base}/calendars`))
export const calendar = (name: string): Promise<Calendar> => call('GET', named(name))
/** Other hours act from the day on, without one from the first that begins 24 hours ahead; an emergency waits for a second person */
export const changeCalendar = (own: Calendar, from?: string, emergency?: { reason: string }): Promise<Calendar> => call('PUT', named(own.name), {
	body: { zone: own.zone, region: own.region ?? undefined, week: own.week, version: own.version, from: from || undefined, emergency },
})
export const confirmWeek = (name: string, from: string): Promise<Calendar> => call('POST', `${named(name)}/weeks/${from}/confirm`)
export const withdrawWeek = (name: string, from: string): Promise<Calendar> => call('DELETE', `${named(name)}/weeks/${from}`)
export const addException = (name: string, exception: Exception): Promise<Exception> =>
	call('POST', `${named(name)}/exceptions`, { body: exception })
export const confirmException = (name: string, id: string): Promise<Exception> =>
	call('POST', `${named(name)}/exceptions/${id}/confirm`)
export const withdrawException = (name: string, id: string): Promise<void> =>
	call('DELETE', `${named(name)}/exceptions/${id}`)

export const terms = async (): Promise<Term[]> => itemsOf<Term>(await call('GET', `${base}/terms`))
export const changeTerm = (term: Term): Promise<Term> =>
	call('PUT', `${base}/terms/${encodeURIComponent(term.name)}`, { body: { value: term.value, version: term.version } })
