/* What a row of the journal says beyond its kind, in plain words: whom, which, from what to what. Ids are called as the row's `names` have it */
import type { JournalRow } from '../../../shared/api/appeal'
import { clock, dateTime, find, lang, longDay, t } from '../text/t'
import { russianNumber } from './number'

type Data = Record<string, unknown>
type Words = (string | undefined | false)[]
export interface Told { data: Data, names: Record<string, string> }

const ROLES = ['operator', 'senior', 'specialist', 'supervisor', 'auditor', 'administrator']
const LANGS = ['ru', 'en']

const text = (value: unknown): string | undefined => typeof value === 'string' && value !== '' ? value : undefined
const number = (value: unknown): number | undefined => typeof value === 'number' ? value : undefined
const object = (value: unknown): Data => typeof value === 'object' && value !== null ? value as Data : {}
/** A word of a list, or as it stands when the list has no such word */
const word = (list: string, value: unknown): string | undefined => {
	const one = text(value)
	return one && (find(`${list}${one.replace(/_/g, '-')}`) ?? one)
}
const named = ({ names }: Told, id: unknown): string | undefined => {
	const name = names[String(id)]
	return name && /^[A-Z]{2}-\d{6}-\d{4}$/.test(name) ? `№ ${lang() === 'ru' ? russianNumber(name) : name}` : name
}
const moment = (ms: unknown): string | undefined => number(ms) === undefined ? undefined : dateTime(new Date(ms as number).toISOString())
const until = (ms: unknown): string | undefined => moment(ms) && t('told.until', { when: moment(ms)! })
const both = (was: string, is: string): string => t('told.change', { was, is })
const person = (of: Told, id: unknown): string | undefined => named(of, id) && t('told.person', { name: named(of, id)! })

function versions(data: Data): string | undefined {
	const was = number(object(data.before).version) ?? 0, is = number(object(data.after).version) ?? 0
	if (!is) return undefined
	return was ? t('told.versions', { was, is }) : t('told.version', { n: is })
}

const sheet = ({ data }: Told): Words => {
	const key = text(data.key)
	const of = word('told.sheet-', data.sheet)
	return [key && key !== 'all' && of ? t('told.named', { what: of, name: key }) : of, word('told.act-', data.act), versions(data)]
}

const office = (of: Told): Words => {
	const after = object(of.data.after)
	return [named(of, of.data.region) ?? text(of.data.region), word('told.office-', of.data.act), text(after.reason), until(after.until_ms)]
}

const rolesOf = (bits: unknown): string => ROLES.filter((_, i) => Number(bits) >> i & 1).map((role) => find(`role.${role}`) ?? role).join(', ') || t('told.nothing')
const account = (of: Told): Words => {
	const { roles, roles_before: before, active } = of.data
	return [named(of, of.data.staff), roles !== undefined && before !== roles && (before ? both(rolesOf(before), rolesOf(roles)) : rolesOf(roles)),
		active === false && t('told.inactive')]
}

const langsOf = (bits: unknown): string => LANGS.filter((_, i) => Number(bits) >> i & 1).map((one) => find(`line.lang-${one}`) ?? one).join(', ')
function skills(of: Told): Words {
	const was = object(of.data.before), is = object(of.data.after)
	const levels = (of: Data): Map<string, number> => new Map(Array.isArray(of.skills) ? of.skills as [string, number][] : [])
	const old = levels(was), fresh = levels(is)
	const level = (n: number | undefined): string => n === undefined ? t('told.as-others') : String(n)
	const topics = [...new Set([...old.keys(), ...fresh.keys()])].filter((id) => old.get(id) !== fresh.get(id))
		.map((id) => `${named(of, id) ?? t('told.topic')} ${both(level(old.get(id)), level(fresh.get(id)))}`)
	const most = (of: Data): string => Number(of.written_most) < 0 ? t('told.as-set') : String(of.written_most)
	return [named(of, of.data.staff), ...topics,
		was.level_other !== is.level_other && t('told.others', { change: both(String(was.level_other), String(is.level_other)) }),
		was.langs !== is.langs && t('told.langs', { change: both(langsOf(was.langs), langsOf(is.langs)) }),
		was.written_most !== is.written_most && t('told.most', { change: both(most(was), most(is)) }),
		was.regions !== is.regions && t('told.regions')]
}

const phone = (of: Told): Words => {
	const { before, after, password, auto_answer: auto } = of.data
	const how = (value: unknown): string => word('told.phone-', value) ?? ''
	return [named(of, of.data.staff), before === after ? how(after) : both(how(before), how(after)),
		password === true && t('told.phone-password'), auto === true && t('told.phone-auto')]
}

/** One side's sound over the whole call, the worse of both directions */
function sound(side: string, figures: Data): string | undefined {
	const worst = (...names: string[]): number | undefined => {
		const known = names.map((name) => number(figures[name])).filter((one) => one !== undefined)
		return known.length ? Math.max(...known) : undefined
	}
	const lost = worst('lost', 'far_lost'), jitter = worst('jitter_ms', 'far_jitter_ms'), trip = worst('rtt_ms')
	const said = [lost !== undefined && t('dock.loss', { n: (lost / 10).toLocaleString(lang(), { minimumFractionDigits: 1 }) }),
		jitter !== undefined && t('dock.jitter', { ms: jitter }), trip !== undefined && t('dock.round-trip', { ms: trip })].filter(Boolean)
	return said.length ? t('told.sound', { side: word('told.side-', side)!, figures: said.join(', ') }) : undefined
}

const ended = ({ data }: Told): Words => [word('cause.', data.cause), data.owed === true && t('told.owed'),
	...Object.entries(object(data.quality)).map(([side, figures]) => sound(side, object(figures)))]

const transferred = (of: Told): Words => {
	const { kind, to, topic } = of.data
	return [word('told.to-', kind), kind === 'queue' || kind === 'head' ? named(of, topic) : person(of, to)]
}

const overtaken = (of: Told): Words => {
	const { why, n, work, other, staff } = of.data
	const more = (number(n) ?? 1) - 1
	return [word('told.why-', why), named(of, work) && t('told.served', { who: named(of, work)! }),
		named(of, other) && t('told.passed', { who: named(of, other)! }), more > 0 && t('told.and-more', { n: more }), person(of, staff)]
}

const calendar = ({ data }: Told): Words => [text(data.calendar), word('told.act-', data.act), number(data.from_ms) !== undefined && span(data.from_ms as number, data.to_ms as number)]
function span(from: number, to: number): string {
	const [a, b] = [new Date(from).toISOString(), new Date(to).toISOString()]
	return longDay(a) === longDay(b) ? `${dateTime(a)} – ${clock(b)}` : `${dateTime(a)} – ${dateTime(b)}`
}

const tries = (data: Data): string | undefined => number(data.tries) ? t('told.tries', { n: data.tries as number }) : undefined
const offered = (of: Told): Words => [named(of, of.data.staff), named(of, of.data.work)]
const other = (of: Told): Words => [of.data.from !== undefined && named(of, of.data.from) && t('told.from', { number: named(of, of.data.from)! }),
	of.data.into !== undefined && named(of, of.data.into) && t('told.into', { number: named(of, of.data.into)! })]

const KINDS: Record<string, (of: Told) => Words> = {
	'settings.changed': sheet, 'settings.office': office, 'settings.calendar': calendar, 'settings.exception': calendar,
	'settings.announcement': ({ data }) => [word('told.act-', data.act)],
	'settings.topic': ({ data }) => [text(object(data.after)[lang() === 'en' ? 'name_en' : 'name_ru'])],
	'settings.term': ({ data }) => [text(data.name), both(text(data.before) ?? t('told.nothing'), text(data.after) ?? t('told.nothing'))],
	'trunk.up': ({ data }) => [text(data.trunk)],
	'trunk.down': ({ data }) => [text(data.trunk), word('trunk.reason-', data.reason)],
	'staff.added': account, 'staff.changed': account, 'staff.invited': account, 'staff.reset': account, 'staff.skills': skills, 'staff.phone': phone,
	'staff.presence': ({ data }) => [word('presence.', data.state), word('why.', data.reason)],
	'staff.wrap_up': ({ data }) => [word('why.', data.reason), number(data.seconds) !== undefined && t('told.seconds', { n: data.seconds as number })],
	'call.queued': (of) => [named(of, of.data.topic), named(of, of.data.region)],
	'call.offered': (of) => [named(of, of.data.staff)],
	'call.transferred': transferred,
	'call.listened': (of) => [person(of, of.data.operator)],
	'call.called_in': (of) => [named(of, of.data.with)],
	'call.taken_over': (of) => [named(of, of.data.from) && t('told.of', { name: named(of, of.data.from)! })],
	'call.unheard': ({ data }) => [word('told.unheard-', data.side)],
	'call.heard': ({ data }) => [word('told.heard-', data.side)],
	'call.promised': ({ data }) => [until(data.due_ms)],
	'call.attached': other, 'call.split': other, 'appeal.joined': other,
	'call.ended': ended,
	'callback.made': ({ data }) => [word('backs.reason-', data.reason), until(data.due_ms)],
	'callback.tried': ({ data }) => [word('backs.outcome-', data.outcome), tries(data), moment(data.next_ms) && t('told.next', { when: moment(data.next_ms)! })],
	'callback.ended': ({ data }) => [word('backs.outcome-', data.outcome), tries(data)],
	'promise.broken': ({ data }) => [word('backs.outcome-', data.reason)],
	'outbox.put': ({ data }) => [word('channel.', data.channel), word('told.letter-', data.kind)],
	'outbox.given_up': ({ data }) => [tries(data)],
	'work.offered': offered, 'work.missed': offered, 'work.overtaken': overtaken,
	'work.unwritten': ({ data }) => [String(data.n ?? '')],
	'program.started': ({ data }) => [number(data.crashed) ? t('told.crashed', { n: data.crashed as number }) : undefined],
	'key.rotated': ({ data }) => [number(data.version) !== undefined && t('told.version', { n: data.version as number })],
}

/** Undefined: nothing is known of rows of this kind */
export function told(row: JournalRow): string[] | undefined {
	return KINDS[row.kind]?.({ data: row.data ?? {}, names: row.names ?? {} }).filter((one): one is string => typeof one === 'string' && one !== '')
}
