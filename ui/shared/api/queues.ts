/* What is set about waiting, in all topics and in some: one document with versions. Times in seconds */
import { call } from './http'
import type { FlowVersion } from './flows'

export const OWN = ['ring_s', 'wrap_up_s', 'widen_s', 'widen_region_s', 'calls'] as const
export const REST = ['comfort_s', 'owner_s', 'wrap_most_s', 'second_s', 'redial_s', 'repeat_s', 'repeat_after_s', 'misses', 'written'] as const
export type OwnValue = typeof OWN[number]
export type WaitingValue = OwnValue | typeof REST[number]
export type Waiting = Record<WaitingValue, number>
/** What a topic has of its own; the rest holds as everywhere */
export type TopicWaiting = { topic: string } & Partial<Record<OwnValue, number>>
export interface Queues {
	newest: number
	in_force: number
	all: Waiting
	topics: TopicWaiting[]
	bounds: Record<WaitingValue, { least: number, most: number, own: boolean }>
	versions: FlowVersion[]
}

const base = '/api/v1/settings/queues'
export const queues = (): Promise<Queues> => call('GET', base)
export const version = (n: number): Promise<Queues> => call('GET', `${base}?version=${n}`)
export const publish = (seen: number, all: Waiting, topics: TopicWaiting[], note: string): Promise<Queues> =>
	call('PUT', base, { body: { base: seen, all, topics, ...(note ? { note } : {}) } })
export const rollBack = (version: number, seen: number): Promise<Queues> => call('POST', `${base}/roll-back`, { body: { version, base: seen } })
