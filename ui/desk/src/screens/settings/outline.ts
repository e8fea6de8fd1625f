/* Documents of the settings as lines of text, each of which says all about itself: what versions differ by is lines that went and came */
import type { OwnChecklist } from '../../../../shared/api/checklists'
import type { DialledLine } from '../../../../shared/api/lines'
import { OWN, REST, type Queues, type WaitingValue } from '../../../../shared/api/queues'
import type { Trunk } from '../../../../shared/api/trunks'
import { lang, t, type TextKey } from '../../text/t'

type Value = string | number | boolean | undefined
const one = (of: string, rows: [TextKey, Value][]): string[] =>
	rows.filter(([, value]) => value !== undefined && value !== '' && value !== false).map(([key, value]) => `${of}: ${t(key)}${value === true ? '' : ': ' + value}`)

export function ofLines(items: DialledLine[], regionOf: (code: string) => string): string[] {
	return items.flatMap((line) => [line.key, ...one(line.key, [
		['lines.ru', line.name?.ru], ['lines.en', line.name?.en], ['lines.region', line.region && regionOf(line.region)], ['lines.caller', line.caller],
		['lines.calendar', line.calendar], ['lines.flow', line.flow ?? 'default'], ['lines.lang', t(line.lang === 'en' ? 'flow.lang-en' : 'flow.lang-ru')],
	]), ...(line.numbers ?? []).map((own) => {
		const { number, from, to, instead } = typeof own === 'string' ? { number: own } as Exclude<typeof own, string> : own
		const days = from || to ? ` (${from ?? '…'} — ${to ?? '…'})` : ''
		return `${line.key}: ${t('lines.number')}: ${number}${days}${instead ? ', ' + t('lines.told', { number: instead }) : ''}`
	})])
}

/** A password is said to be there, and is nowhere */
export const ofTrunks = (items: Trunk[]): string[] => [items.map((trunk, i) => `${i + 1}. ${trunk.key}`).join(', '), ...items.flatMap((trunk) => one(trunk.key, [
	['trunks.uri', trunk.uri], ['trunks.number', trunk.number], ['trunks.user', trunk.user], ['trunks.password', !!trunk.password], ['trunks.secret', trunk.secret],
	['trunks.register', !!trunk.register], ['trunks.srtp', !!trunk.srtp], ['trunks.trusted', !!trunk.trusted], ['trunks.allow', trunk.allow?.join(' ')],
	['trunks.calls', trunk.calls], ['trunks.rate', trunk.rate], ['trunks.from', trunk.from?.join(' ')], ['trunk.off', !!trunk.off]]))].filter(Boolean)

export function ofQueues(own: Queues, topicOf: (id: string) => string): string[] {
	const label = (value: WaitingValue): TextKey => `queues.${value}` as TextKey
	return [...one(t('queues.everywhere'), [...OWN, ...REST].map((value) => [label(value), own.all[value]])),
		...own.topics.flatMap((topic) => one(topicOf(topic.topic), OWN.map((value) => [label(value), topic[value]])))]
}

export const ofChecklists = (items: OwnChecklist[]): string[] => items.flatMap((list) => {
	const of = list.name[lang()]
	return [`${of} (${list.key})`, ...one(of, [['checklist.ru', list.name.ru], ['checklist.en', list.name.en], ['checklist.topic', list.topic]]),
		...list.lines.map((line, i) => `${of}: ${i + 1}. ${line.ru} / ${line.en}`)]
})
