/* An in-memory server that speaks the contract of the desk: for work on the screens and for tests of the desk alone.
 *
 *   node tests/e2e/mock.mjs [PORT]        serves ui/desk/dist at /desk/ and the API; sign in as operator / operator-1234
 *
 * Its data are always the same; times are counted back from its start. */
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seed } from './mock_data.mjs'
import { makeFlows } from './mock_flow.mjs'

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const ALLOWED = {
	new: ['take', 'note', 'topic', 'reveal'], reopened: ['take', 'note', 'topic', 'reveal'],
	in_work: ['return', 'answer', 'request', 'note', 'close', 'topic', 'delay', 'reveal'],
	waiting: ['return', 'answer', 'note', 'close', 'topic', 'reveal'], answered: ['answer', 'note', 'close', 'reveal'], closed: ['reopen', 'note', 'reveal'],
}
const WHAT = { take: 'taken', return: 'returned', answer: 'answered', request: 'requested', note: 'noted', close: 'closed', reopen: 'reopened', topic: 'topic', delay: 'delay' }

class Refusal extends Error {
	constructor(status, code, detail, more = {}) { super(code); Object.assign(this, { status, code, detail, more }) }
}

export function makeMock({ dist = fileURLToPath(new URL('../../ui/desk/dist/', import.meta.url)) } = {}) {
	const state = { ...seed(Date.now()), sessions: new Map(), streams: new Set(), log: [], pos: 1000, rejectDrafts: false }
	const now = () => new Date().toISOString()
	const person = (id) => state.staff.find((one) => one.id === id)
	const brief = (id) => person(id) && { id, name: person(id).name }
	const find = (number) => {
		const own = state.appeals.find((one) => one.number === number || one.number.replace(/\D/g, '') === number)
		if (!own) throw new Refusal(404, 'appeal.not_found', 'Такого обращения нет.')
		return own
	}
	const item = (own) => ({
		number: own.number, kind: own.kind, state: own.state, topic: own.topic, region: own.region, excerpt: own.messages[0].text.slice(0, 90), entered: own.entered,
		answer_by: own.answer_by, version: own.version, owner: own.owner ? brief(own.owner) : null, channel: own.channel, files: own.files.length, unread: own.unread, overdue: Date.parse(own.answer_by) < Date.now(),
	})

	function tell(type, data, pos) {
		const frame = `${pos ? `id: ${pos}\n` : ''}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
		if (pos) state.log.push({ pos, frame })
		for (const stream of state.streams) stream.write(frame)
	}

	/** Of their draft, to one member of staff alone; its text is asked for */
	function tellDraft(own, me) {
		const frame = `event: draft\ndata: ${JSON.stringify({ number: own.number, version: own.draft[me]?.version ?? 0 })}\n\n`
		for (const stream of state.streams) if (stream.staff === me) stream.write(frame)
	}

	function happened(own, what, actor, data = {}) {
		own.version++
		own.history.push({ pos: ++state.pos, at: now(), kind: 'appeal.' + what, actor, data })
		tell('appeal', { pos: state.pos, number: own.number, what, state: own.state, version: own.version, owner: own.owner ? brief(own.owner) : null, at: now() }, state.pos)
	}

	function card(own, me) {
		const mine = own.owner === me
		const allowed = !person(me).roles.includes('auditor') && ALLOWED[own.state].filter((act) => mine || !own.owner || ['note', 'reveal', 'reopen'].includes(act))
		const { draft, unread, ...rest } = own
		return {
			...rest, owner: own.owner ? brief(own.owner) : null, allowed: allowed || [], draft: draft[me], viewers: own.viewers ?? [], earlier: own.earlier,
		}
	}

	function check(own, body) {
		if (body.version !== own.version) throw new Refusal(409, 'appeal.changed', 'Обращение уже изменилось.', { version: own.version, owner: own.owner ? brief(own.owner) : null, state: own.state })
	}

	const acts = {
		take(own, body, me) { own.owner = me; own.state = 'in_work' },
		return(own) { own.owner = null; own.state = 'new' },
		answer(own, body, me) { say(own, me, 'answer', body.text); own.state = body.close ? 'closed' : 'answered'; own.answered = now(); if (body.close) Object.assign(own, { closed: now(), result: body.result }) },
		request(own, body, me) { say(own, me, 'request', body.text); own.state = 'waiting'; own.paused = now() },
		note(own, body, me) { say(own, me, 'note', body.text) },
		close(own, body) { Object.assign(own, { state: 'closed', closed: now(), result: body.result }) },
		reopen(own, body, me) { Object.assign(own, { state: 'in_work', owner: me, closed: null, result: null }) },
		topic(own, body) { own.topic = state.topics.filter((one) => one.id === body.topic).map((one) => ({ id: one.id, name: one.name_ru }))[0] },
		delay(own, body) { own.delay = body.text; if (body.answer_by) own.answer_by = body.answer_by },
	}
	const say = (own, me, kind, text) => {
		if (!text?.trim()) throw new Refusal(422, 'field.empty', 'Напишите текст.', { fields: [{ field: 'text', code: 'field.empty', detail: 'Напишите текст.' }] })
		own.messages.push({ id: String(++state.pos), at: now(), author: { kind: 'staff', id: me, name: person(me).name }, kind, text })
		delete own.draft[me]
	}

	let flows
	const announced = [{ id: '1', words_ru: 'На подстанции авария. Приём закрыт до вечера.', words_en: 'A power fault. Closed until the evening.', by: brief('12'), at: now(), until: new Date(Date.now() + 3600e3).toISOString(), lapsed: false, heard: true },
		{ id: '2', words_ru: 'Сайт не работает.', words_en: 'The site is down.', by: brief('12'), at: now(), ended: now(), lapsed: true, heard: false }]
	const offices = [{ region: '66', name: 'Свердловская область', down: true, reason: 'Авария на подстанции', by: person('12')?.name ?? '', since: now(), until: new Date(Date.now() + 7200e3).toISOString(), state: 'down', staff: 2, waiting: 0, neighbour: { region: '74', name: 'Челябинская область' }, version: 1 }, { region: '74', name: 'Челябинская область', down: false, state: 'serves', staff: 3, waiting: 1, version: 0 }, { region: '72', name: 'Тюменская область', down: false, state: 'closed', opens: new Date(Date.now() + 36e5).toISOString(), staff: 0, waiting: 0, neighbour: { region: '74', name: 'Челябинская область' }, version: 0 }]
	const trunkStates = () => [
		{ key: 'trunk', state: 'up', calls: 0, simple: true, since: now() }, { key: 'main', state: 'up', registered: true, calls: 12, since: now() }, { key: 'spare', state: 'down', reason: 'password', registered: false, calls: 0, since: now() }]
	function settings(method, [what, name, more, id, confirm], body, me, query) {
		const asked = query?.get('version') ?? null
		const old = (own) => asked === null ? own : { ...own, version: Number(asked), ...own.past?.[asked] }
		const keep = (own) => { (own.past ??= {})[own.in_force] = structuredClone({ items: own.items, all: own.all, topics: own.topics }) }
		if (what === 'lines') {
			const own = state.lines ??= { newest: 1, in_force: 1, versions: [{ version: 1, digest: 'd', note: '', at: now(), by: person(me).name, published: now() }], items: [
				{ key: 'hotline', numbers: ['+78000000000', '122'], calendar: 'line', flow: 'default', name: { ru: 'Справочная', en: 'Hotline' } },
				{ key: 'roads', calendar: 'line', region: '02', caller: '+73470000000', name: { ru: 'Дороги', en: 'Roads' }, numbers: [
					{ number: '+73470000001', to: '2026-01-31', instead: '+73470000002' }, { number: '+73470000002', from: '2026-02-01' }, { number: '+73470000003', from: '2099-01-01' }] }] }
			if (method === 'GET') return old(own)
			for (const [i, one] of (body.items ?? []).entries()) {
				const k = (one.numbers ?? []).findIndex((number) => number.from && number.to && number.to < number.from)
				if (k >= 0) throw new Refusal(422, 'sheet.line', 'С одной из линий что-то не так.', { why: 'lines', fields: [{ field: `items.${i}.numbers.${k}.to`, code: 'problem.line.order', detail: 'Последний день раньше первого.' }] })
			}
			keep(own)
			own.versions.unshift({ version: ++own.newest, digest: 'd', note: '', at: now(), by: person(me).name, published: now(), of: body.version })
			return Object.assign(own, { in_force: own.newest }, body.items && { items: body.items })
		}
		if (what === 'skills') {
			const all = state.skills ??= state.staff.filter((one) => one.roles.includes('operator') || one.roles.includes('supervisor')).concat(Array.from({ length: state.many ?? 0 }, (_, i) => ({ id: String(5000 + i), name: `Оператор ${i + 1}` })))
				.map(({ id, name }, i) => ({ id, name, langs: i % 2 ? ['ru'] : ['ru', 'en'], regions: i % 3 ? [] : ['77'], skills: i % 2 ? [{ topic: '1', level: 7 }, { topic: '2', level: 0 }] : [], level_other: 5, version: 0 }))
			if (method === 'GET') return { items: all }
			const own = all.find((one) => one.id === name)
			if (own.version !== body.version) throw new Refusal(409, 'staff.changed', 'Эту запись уже изменил другой сотрудник.')
			return Object.assign(own, body, { version: own.version + 1 })
		}
		if (what === 'telephones') return { items: state.phones ??= [
			{ staff: '11', login: 'operator', name: person('11').name, registers: true, auto_answer: false, there: true, bindings: 1, since: now(), at: 'TLS 192.0.2.7:5061', agent: 'Snom D785', version: 2 },
			{ staff: '12', login: 'senior', name: person('12').name, registers: false, address: 'sip:203@192.0.2.8', auto_answer: true, there: false, bindings: 1, version: 1 }] }
		if (what === 'staff' && more === 'telephone') {
			state.phones = (state.phones ?? []).filter((one) => one.staff !== name || method === 'PUT')
			if (method === 'PUT') return Object.assign(state.phones.find((one) => one.staff === name), { auto_answer: body.auto_answer, version: body.version + 1 })
			if (method === 'DELETE') return undefined
			if (body.address && !body.address.startsWith('sip:')) throw new Refusal(422, 'phone.address', 'Адрес телефона начинается с sip:', { fields: [{ field: 'address', code: 'phone.address', detail: 'Адрес телефона начинается с sip:' }] })
			state.phones.push({ staff: name, login: person(name).login, name: person(name).name, registers: !body.address, address: body.address, digest: body.digest, auto_answer: !!body.auto_answer, there: false, bindings: 0, version: 1 })
			return { staff: name, auto_answer: !!body.auto_answer, version: 1, ...(body.address ? {} : { user: person(name).login, password: 'k7w2m-9qzp4-x3vth-c6rnd', realm: 'otklik' }) }
		}
		if (what === 'queues') {
			const own = state.queues ??= { newest: 1, in_force: 1, all: { ring_s: 20, wrap_up_s: 30, widen_s: 60, widen_region_s: 180, calls: 2000, comfort_s: 45, owner_s: 30, wrap_most_s: 1800, second_s: 20, redial_s: 1800, repeat_s: 300, repeat_after_s: 1800, misses: 3, written: 5 }, topics: [{ topic: '1', ring_s: 35, wrap_up_s: 90 }],
				bounds: Object.fromEntries(['ring_s', 'wrap_up_s', 'widen_s', 'widen_region_s', 'calls', 'comfort_s', 'owner_s', 'wrap_most_s', 'second_s', 'redial_s', 'repeat_s', 'repeat_after_s', 'misses', 'written'].map((key, i) => [key, { least: i ? 0 : 1, most: 3600, own: i < 5 }])), versions: [{ version: 1, digest: 'd', note: 'Осенняя нагрузка', at: now(), by: person(me).name, published: now() }] }
			if (method === 'GET') return old(own)
			if (body.all?.widen_region_s < body.all?.widen_s) throw new Refusal(422, 'request.fields', 'Проверьте поля.', { fields: [{ field: 'all.widen_region_s', code: 'field.waiting-order', detail: 'Все регионы — не раньше, чем более низкие уровни' }] })
			keep(own)
			own.versions.unshift({ version: ++own.newest, digest: 'd', note: body.note ?? '', at: now(), by: person(me).name, published: now(), of: body.version })
			return Object.assign(own, { in_force: own.newest }, body.all && { all: body.all, topics: body.topics })
		}
		if (what === 'checklists') {
			const own = state.checklists ??= { newest: 0, in_force: 0, versions: [], parts: [{ ru: 2, en: 1 }], items: [
				{ key: 'passport', name: { ru: 'Замена паспорта', en: 'A new passport' }, topic: 'Паспорт и регистрация', lines: [{ ru: 'Заявление и старый паспорт', en: 'Application and the old passport' }, { ru: 'Две фотографии 35 на 45 мм', en: 'Two photographs, 35 by 45 mm' }] }] }
			if (method === 'GET') return old(own)
			keep(own)
			own.versions.unshift({ version: ++own.newest, digest: 'd', note: '', at: now(), by: person(me).name, published: now() })
			return Object.assign(own, { in_force: own.newest }, body.items && { items: body.items, parts: body.items.map(() => ({ ru: 2, en: 1 })) })
		}
		if (what === 'trunks') {
			const own = state.trunks ??= { newest: 2, in_force: 2, versions: [{ version: 2, digest: 'd', note: '', at: now(), by: person(me).name, published: now() }], items: [
				{ key: 'main', uri: 'sip:carrier.example;transport=tls', number: '+74951112233', user: 'hotline', password: true, register: true, srtp: true, calls: 30, rate: 5, allow: ['+7'], from: ['192.0.2.0/24'], trusted: true },
				{ key: 'spare', uri: '192.0.2.1', user: 'u', secret: 'spare', register: true }, { key: 'old', uri: 'sip:192.0.2.7:5060;transport=tcp', off: true }], states: trunkStates() }
			if (method === 'GET') return old(own)
			const wrong = body.items?.findIndex((one) => !/^(sip:)?[a-z0-9.]+/.test(one.uri)) ?? -1
			if (wrong >= 0) throw new Refusal(422, 'sheet.trunk', 'С одним из транков что-то не так. Посмотрите отмеченное.', { fields: [{ field: `items.${wrong}.uri`, code: 'problem.trunk.uri', detail: 'Нужен адрес SIP оператора связи.' }] })
			keep(own)
			own.versions.unshift({ version: ++own.newest, digest: 'd', note: '', at: now(), by: person(me).name, published: now(), of: body.version })
			return Object.assign(own, { in_force: own.newest }, body.items && { items: body.items.map((one) => ({ ...one, ...(one.password ? { password: true } : {}) })) })
		}
		if (what === 'announcements') return { items: announced }
		if (what === 'offices' && method === 'GET') return { items: offices }
		if (what === 'offices') return Object.assign(offices.find((one) => one.region === name), { reason: undefined, until: undefined }, body, { by: person(me).name, since: now(), version: body.version + 1 })
		if (what.startsWith('flow') || ['recordings', 'prompts', 'music'].includes(what)) return (flows ??= makeFlows(Refusal, person(me).name, now))[what](method, name, more, body, query)
		if (what === 'staff' && method === 'GET') return { items: state.staff.map(({ password, ...rest }) => rest) }
		if (what === 'staff' && more === 'invite') return { link: `http://127.0.0.1/desk/#signin=once-${name}` }
		if (what === 'calendars' && method === 'GET') return name ? state.calendars.find((one) => one.name === name) : { items: state.calendars }
		if (what === 'calendars') {
			const own = state.calendars.find((one) => one.name === name)
			if (more === 'weeks') {
				const week = own.weeks.find((one) => one.from === id)
				if (method === 'DELETE') own.weeks = own.weeks.filter((one) => one !== week)
				else Object.assign(week, { waits: false, confirmed: true, second: brief(me) })
				return own
			}
			if (confirm) return Object.assign(own.exceptions.find((one) => one.id === id), { confirmed: true, second: brief(me) })
			if (method === 'DELETE') { own.exceptions = own.exceptions.filter((one) => one.id !== id); return undefined }
			if (more) {
				if (!body.emergency && Date.parse(body.from) < Date.now() + 24 * 3600e3) throw new Refusal(422, 'calendar.notice', 'О таком исключении сообщают за 24 часа. Срочно: назовите причину, второй сотрудник подтвердит.', { fields: [{ field: 'from', code: 'calendar.notice', detail: 'Раньше чем через 24 часа: это срочное исключение.' }] })
				const made = { ...body, id: String(++state.pos), by: brief(me), confirmed: !body.emergency }
				own.exceptions.push(made)
				return made
			}
			const { week, from, emergency, ...rest } = body
			if (JSON.stringify(week) !== JSON.stringify(own.week)) {
				const day = from ?? new Date(Date.now() + (emergency ? 0 : 48 * 3600e3)).toISOString().slice(0, 10)
				own.weeks = [...(own.weeks ?? []).filter((one) => one.from !== day), { from: day, week, emergency, waits: !!emergency, confirmed: !emergency, by: brief(me) }]
			}
			return Object.assign(own, rest, { version: own.version + 1 })
		}
		if (what === 'terms' && method === 'PUT' && !/^\d+ (working days?|days?|hours?|minutes?)$/.test(body.value)) throw new Refusal(422, 'term.wrong', 'Срок — число и единица.', { fields: [{ field: 'value', code: 'term.wrong', detail: 'Нужны число и единица: 5 working days, 3 days, 8 hours.' }] })
		const all = state[what]
		if (method === 'GET') return { items: all }
		const own = all.find((one) => (one.id ?? one.name) === name)
		if (own) {
			if (body.version !== own.version) throw new Refusal(409, 'settings.changed', '')
			return Object.assign(own, body, { version: own.version + 1 })
		}
		const made = { ...body, id: String(++state.pos), active: true, version: 1 }
		all.push(made)
		return made
	}

	/** Phones alone are judged, by their length: what the checks find the program's own tests know */
	function judge({ kind, value }) {
		const digits = value.replace(/\D/g, '')
		if (kind !== 'phone') return { verdict: 'valid', value, code: 'check.valid', detail: 'Всё верно.', suggestion: '' }
		if (digits.length === 11) return { verdict: 'valid', value: '+7' + digits.slice(1), code: 'check.valid', detail: 'Всё верно.', suggestion: '' }
		return { verdict: 'invalid', value: '', code: 'check.phone.length', detail: 'В номере телефона должно быть 11 цифр.', suggestion: digits.length === 10 ? '+7' + digits : '' }
	}

	function registered(body, me) {
		const own = state.make({ text: body.text, state: 'new', kind: body.kind })
		own.channel = 'desk'
		state.appeals.push(own)
		happened(own, 'entered', brief(me))
		return { number: own.number, status: 'new', answer_by: own.answer_by }
	}

	/** Of the second call: taken or gone on with it is the first, and that one on hold */
	function secondAct(own, what) {
		const other = own.second
		if (what === 'refuse') own.second = null
		if (what === 'answer' || what === 'hold') {
			const { second, ...first } = own
			const { until, able, ...now } = second
			state.call = { ...first, ...now, state: 'talking', answered_at: other.answered_at ?? new Date().toISOString(), second: { ...first, state: 'held', able: true, until: null } }
		}
		return what === 'answer' || what === 'connection' ? { sdp: 'v=0' } : undefined
	}

	/** Calls: one at a time, and one beside it, of whoever asks; the sound is none of this server's */
	function calls(method, [id, what], body, me) {
		if (id === 'mine') return state.call && state.call.staff === me ? { ...state.call } : undefined
		if (!id) {
			if (!state.trunk) throw new Refusal(409, 'call.no_trunk', 'Выход в телефонную сеть не настроен. Попросите администратора.')
			if (!body.sdp && !state.telephone?.there) throw new Refusal(409, 'call.no_handset', 'Звонить не с чего: телефон не на связи.')
			world.ring(find(body.number), me, { medium: 'out', by_phone: !body.sdp, lifting: !body.sdp })
			return { call: state.call.id, generation: state.call.generation, by_phone: !body.sdp, ...(body.sdp && { sdp: 'v=0' }) }
		}
		const own = state.call
		if (method === 'GET' && !what) return state.gone?.id === id ? state.gone.how : undefined
		if (what === 'whisper' || what === 'takeover' || what === 'listen') return void world.heard.push(what)
		if (own?.second?.id === id) return secondAct(own, what)
		if (!own || own.id !== id) throw new Refusal(404, 'call.unknown', 'Такого звонка нет, или он уже завершён.')
		if (what === 'guest') {
			own.guest = method !== 'POST' ? null : body?.staff ? { staff: body.staff, there: false } : body?.phone ? { outside: true, there: false } : null
			if (own.guest) own.state = 'held'
			return undefined
		}
		if (method === 'DELETE') return void world.over('operator_left')
		if (what === 'answer') Object.assign(own, { state: 'talking', answered_at: now() })
		if (what === 'answer' || what === 'connection') return { sdp: 'v=0' }
		if (what === 'recording') own.recording = body.on ? 'on' : 'paused'
		if (what === 'hold') own.state = body.on ? 'held' : 'talking'
		if (what === 'transfer' && body.staff) throw new Refusal(409, 'call.not_open', 'Этот сотрудник занят. Busy.')
		if (what === 'refuse') state.call = null
		if (what === 'appeal') {
			const to = find(body.number)
			own.number = to.number
			to.contacts = [{ id: own.id, channel: 'call', number: to.number, at: own.began_at, ended: null }, ...to.contacts ?? []]
			return own
		}
		if (what === 'split') {
			const made = state.make({ text: body.text, state: 'new', kind: body.kind })
			state.appeals.push(made)
			return { number: made.number, answer_by: made.answer_by }
		}
		return undefined
	}

	function answers(query) {
		const rows = [{ came: 40, queued: 34, answered: 30, soon: 21, abandoned: 3, mean_s: 27, p90_s: 74 }, { came: 6, queued: 4, answered: 0, soon: 0, abandoned: 4, mean_s: null, p90_s: null }]
		return { from: query.get('from'), to: query.get('to'), soon_s: 30, all: { came: 46, queued: 38, answered: 30, soon: 21, abandoned: 7, mean_s: 27, p90_s: 74 },
			days: [{ day: '2026-11-22', ...rows[0] }, { day: '2026-11-23', ...rows[1] }], topics: [{ topic: { id: '1', name: 'ЖКХ' }, ...rows[0] }, rows[1]] }
	}

	/* The one of the demonstration, which people are to make, and those promised meanwhile */
	function owedBacks() {
		const first = state.appeals[1]
		const rows = world.withdrawn.includes(first.number) ? [] : [{ number: first.number, state: 'waits', reason: 'queue', by: null, topic: first.topic ?? { id: '1', name: 'ЖКХ' }, line: 'hotline', line_name: 'Горячая линия', made_at: now(), due_at: now(), next_at: new Date(Date.now() + 1800e3).toISOString(), tries: 2, outcome: 'no_answer', broken: true, mine: true }]
		return [...rows, ...state.appeals.map((own) => own.callback).filter(Boolean)]
	}

	function line() {
		const staff = state.staff.filter((one) => !one.roles.includes('auditor') && !one.roles.includes('administrator'))
		return {
			at: now(), counts: { call: { waiting: 3, offered: 1, in_hand: 1 }, written: { waiting: 5, offered: 0, in_hand: 5 }, staff: 3, ready: 1 },
			queues: [
				{ medium: 'call', lang: 'ru', topic: { id: '1', name: 'ЖКХ' }, region: '74', region_name: 'Челябинская область', waiting: 2, offered: 1, ready: 1, longest_s: 134 },
				{ medium: 'call', lang: 'en', waiting: 1, offered: 0, ready: 0, longest_s: 20 },
				{ medium: 'written', lang: 'ru', topic: { id: '4', name: 'Выплаты' }, waiting: 5, offered: 0, ready: 2, answer_by: state.appeals[5].answer_by },
			],
			calls: [
				{ id: '71', state: 'offered', lang: 'ru', class: 'returned', waits_s: 134, step: 1, topic: { id: '1', name: 'ЖКХ' }, region: '74', region_name: 'Челябинская область', staff: '11' },
				{ id: '72', state: 'queued', lang: 'ru', class: 'normal', waits_s: 61, step: 0, topic: { id: '1', name: 'ЖКХ' } },
				{ id: '73', state: 'queued', lang: 'en', class: 'urgent', waits_s: 200, step: 2 },
			],
			trunks: trunkStates(),
			staff: staff.map(({ id, name, state: at, since }, i) => ({
				id, name, presence: at, state: i ? 'paused' : 'wrap_up', since, phone: !i, calls: i === 1 ? 1 : 0, written: 5 - i, written_most: 5, misses: i,
			})),
		}
	}

	function overtakings() {
		const items = state.journal.filter((row) => row.kind === 'work.overtaken').reverse().map(({ pos, at, data, names }) => ({
			pos, at, medium: data.medium, why: data.why, n: data.n, served: { id: data.work, number: names[data.work] },
			passed: { id: data.other, number: names[data.other] }, staff: { id: data.staff, name: names[data.staff] },
		}))
		const whys = [...new Set(items.map((one) => one.why))]
		return { from: now(), to: now(), n: items.length, more: false, items, reasons: whys.map((why) => {
			const of = items.filter((one) => one.why === why)
			return { why, n: of.length, passed: of.reduce((sum, one) => sum + one.n, 0) }
		}) }
	}

	/* one that may be listened to, one that may not; with a pause and a gap; the third is a message that the caller left */
	const recording = (one, i) => ({
		call: one.id, at: one.at, message: i === 2, length_ms: 150_000, size: 900_000, cut: i === 1, erase_at: i === 2 ? null : now(), pauses: [[30_000, 42_000]], gaps: i ? [[90_000, 91_000]] : [],
		peaks: [0, 7].map((shift) => Array.from({ length: 200 }, (_, n) => n > 40 && n < 56 ? 0 : (n * 37 + shift * 11) % 200)), may: !i,
	})

	/* as the simulator of the program has it: by the last digit */
	function application({ application: number }) {
		const at = now()
		if (!/\d/.test(number)) throw new Refusal(422, 'request.fields', '', { fields: [{ field: 'application', code: 'field.application', detail: 'Номер заявления — буквы, цифры, знаки - / . и хотя бы одна цифра' }] })
		if (number.endsWith('9')) return { answer: 'away', at, reason: 'system', since: at, note: 'регламентные работы до 18:00' }
		if (number.endsWith('7')) return { answer: 'unknown', at }
		return { answer: 'found', at, state: 'in_work', step: { n: 3, of: 4, name: 'ответ другого ведомства' }, due: '2026-01-12', delay: 'ведомство ещё не ответило на запрос' }
	}

	function desk(method, [number, what, id], body, me) {
		if (!number) return registered(body, me)
		const own = find(decodeURIComponent(number))
		if (!what) { own.unread = false; return card(own, me) }
		if (what === 'viewing') return undefined
		if (what === 'recordings') return { recordings: own.contacts.filter((one) => one.channel === 'call' && one.ended).map(recording) }
		if (what === 'draft') {
			const kept = own.draft[me] ?? { version: 0 }
			if (method === 'GET') return { text: '', ...kept }
			if (body.version !== kept.version) throw new Refusal(409, 'draft.newer', '', kept)
			if (body.text) own.draft[me] = { text: body.text, version: ++state.pos, at: now() }
			else delete own.draft[me]
			tellDraft(own, me)
			return { version: own.draft[me]?.version ?? 0, at: now() }
		}
		if (what === 'repeat') {
			return {
				number: own.number, state: own.state, owner: null, problem: 'Не пришёл ответ о перерасчёте за отопление.', vain: 2, former_at: now(), progress_at: null, begun_at: null,
				contacts: [{ id: '801', channel: 'call', ours: false, at: new Date(Date.now() - 5 * 864e5).toISOString(), ended: now(), waited_s: 210, operator: 'Анна' }],
				results: [{ at: now(), what: 'delay', by: 'Анна' }], urged: own.urged, promise: own.promised && { state: 'open', due_at: own.promised },
			}
		}
		if (what === 'urge') return void urge(own, body.level)
		if (what === 'callback' && method === 'DELETE') {
			own.callback = undefined
			world.withdrawn.push(own.number)
			tell('callback', { number: own.number, what: 'ended' })
			return undefined
		}
		if (what === 'callback') own.callback = { number: own.number, state: 'waits', reason: 'desk', by: person(me).name, topic: own.topic ?? null, line: null, line_name: null, made_at: now(), due_at: body.at ?? new Date(Date.now() + 864e5).toISOString(), next_at: body.at ?? now(), tries: 0, outcome: null, broken: false, mine: own.owner === me }
		if (what === 'callback') return { due_at: own.promised = body.at ?? new Date(Date.now() + 864e5).toISOString(), next_at: body.at ?? now() }
		if (what === 'reveal') {
			if (!['call', 'answer', 'identity', 'correct', 'complaint'].includes(body.reason)) throw new Refusal(422, 'reveal.reason', 'Назовите причину.', { fields: [{ field: 'reason', code: 'reveal.reason', detail: 'Назовите причину.' }] })
			happened(own, 'revealed', brief(me), { field: body.field, reason: body.reason })
			return { value: { name: 'Дорохова Ирина Олеговна', phone: '+7 900 000-52-64', email: 'irina@example.org', cut: '4509 123456' }[body.field] }
		}
		if (what === 'files') {
			if (method === 'GET') return { file: own.files.find((one) => one.id === id) }
			own.files.push({ id: String(++state.pos), name: body.name, type: 'application/octet-stream', size: body.size, at: now() })
			happened(own, 'file', brief(me))
			return own.files.at(-1)
		}
		if (what !== 'note') check(own, body)
		acts[what](own, body, me)
		happened(own, WHAT[what], brief(me), { result: body.result, reason: body.reason })
		return { version: own.version, state: own.state, owner: own.owner ? brief(own.owner) : null, allowed: card(own, me).allowed }
	}

	/** What callers said of talks: enough of one operator, few of the other */
	function survey() {
		const day = (back) => new Date(Date.now() - back * 864e5).toISOString().slice(0, 10)
		return {
			from: now(), to: now(), few: 5, n: 9, average: 4.22, scores: [1, 0, 1, 1, 6], days: [{ day: day(1), n: 3, average: 3.33 }, { day: day(0), n: 6, average: 4.67 }],
			topics: [{ topic: { id: '1', name: 'ЖКХ' }, n: 7, average: 4.14 }, { n: 2, average: 4.5 }],
			staff: [{ id: '11', name: 'Анна', n: 7, average: 4.43 }, { id: '12', name: 'Орлова Т.', n: 2, average: null }],
		}
	}

	function urge(own, level) {
		own.urged = { level, at: now(), by: 'Анна', vain: 3 }
		tell('appeal', { number: own.number, what: level === 'head' ? 'escalated' : 'hurried', state: own.state, version: own.version, at: now() })
	}

	const urged = () => state.appeals.filter((own) => own.urged && ['new', 'in_work', 'waiting', 'reopened'].includes(own.state)).map((own) => ({
		number: own.number, level: own.urged.level, at: own.urged.at, by: own.urged.by, vain: own.urged.vain ?? 0, state: own.state, topic: own.topic?.name ?? null,
		owner: own.owner ? brief(own.owner).name : null, answer_by: own.answer_by, entered: own.entered,
	}))

	function work(query, me) {
		if (!query) {
			const open = (own) => own.state !== 'closed'
			const count = (name) => state.appeals.filter((own) => own.state === name).length
			return {
				mine: state.appeals.filter((own) => own.owner === me && open(own)).map(item), waiting: state.appeals.filter((own) => !own.owner && open(own)).map(item),
				counts: { new: count('new'), in_work: count('in_work'), waiting: count('waiting'), answered: count('answered'), overdue: state.appeals.filter((own) => open(own) && Date.parse(own.answer_by) < Date.now()).length },
				position: state.pos,
			}
		}
		const words = (query.get('q') ?? '').toLowerCase()
		const all = state.appeals.filter((own) => (!query.get('state') || own.state === query.get('state')) && (!query.get('owner') || own.owner === query.get('owner'))
			&& (!query.get('topic') || own.topic?.id === query.get('topic')) && own.messages.some((one) => one.text.toLowerCase().includes(words)))
		const from = Number(query.get('cursor') ?? 0)
		return { items: all.slice(from, from + 50).map(item), next: from + 50 < all.length ? String(from + 50) : null }
	}

	function session(method, path, body, sid) {
		const open = (who) => {
			const token = 's' + Math.random().toString(36).slice(2)
			state.sessions.set(token, who.id)
			return { session: token, staff: { id: who.id, login: who.login, name: who.name, roles: who.roles }, csrf: 'csrf-' + token, password_set: who.password_set }
		}
		if (path[1] === 'password') { person(state.sessions.get(sid)).password_set = true; return undefined }
		if (method === 'DELETE') { state.sessions.delete(sid); return undefined }
		if (method === 'GET') {
			const who = person(state.sessions.get(sid))
			if (!who) throw new Refusal(401, 'session.none', '')
			return { staff: { id: who.id, login: who.login, name: who.name, roles: who.roles }, csrf: 'csrf-' + sid, password_set: who.password_set }
		}
		const who = body.token ? state.staff.find((one) => 'once-' + one.id === body.token) : state.staff.find((one) => one.login === body.login && one.password === body.password)
		if (!who) throw new Refusal(401, 'session.wrong', '')
		if (body.token) who.password_set = false
		return open(who)
	}

	function api(method, path, query, body, sid, csrf) {
		if (path[0] === 'session') return session(method, path, body, sid)
		if (path[0] === 'topics') return { items: state.topics.filter((one) => one.active).map((one) => ({ id: one.id, name: one.name_ru, parent: one.parent })) }
		if (path[0] === 'regions') return { items: [{ code: '77', name: 'Москва', utc_min: 180 }, { code: '02', name: 'Республика Башкортостан', utc_min: 300 }] }
		const me = state.sessions.get(sid)
		if (!me) throw new Refusal(401, 'session.none', '')
		if (method !== 'GET' && csrf !== 'csrf-' + sid) throw new Refusal(403, 'csrf', '')
		if (path[0] === 'desk' && path[1] === 'colleagues') {
			const here = state.staff.filter((one) => one.id !== me && one.state !== 'offline' && !one.roles.some((role) => role === 'auditor' || role === 'administrator'))
			const knows = [{ id: '4', name: 'Выплаты', level: 9 }, { id: '1', name: 'ЖКХ', level: 7 }]
			return { colleagues: here.map((one, i) => ({ id: one.id, name: one.name, now: one.wrap_up ? 'wrap_up' : one.state === 'ready' ? (i % 2 ? 'in_call' : 'free') : one.state, topics: knows.slice(i % 2), more: i ? 0 : 3, others: i % 2 === 1 })) }
		}
		if (path[0] === 'presence') {
			const own = person(me)
			if (method === 'PUT') { Object.assign(own, { state: body.state, reason: body.reason, since: now() }); tell('presence', { actor: me, state: body.state, reason: body.reason, at: own.since, what: 'presence' }) }
			return { state: own.state, since: own.since, reason: own.reason, staff: state.staff.map(({ id, name, state: at, since, reason, wrap_up, wrap_up_reason }) => ({ id, name, state: at, since, reason, wrap_up, wrap_up_reason })) }
		}
		if (path[0] === 'work') return work(path[1] === 'search' ? new URLSearchParams(Object.entries(body ?? {}).filter(([, v]) => v)) : undefined, me)
		if (path[0] === 'statistics' && path[1] === 'overtakings') return overtakings()
		if (path[0] === 'statistics' && path[1] === 'survey') return survey()
		if (path[0] === 'statistics' && path[1] === 'calls') return answers(query)
		if (path[0] === 'statistics') return { from: query.get('from'), to: query.get('to'), rows: [{ kind: 'question', channel: 'form', entered: 12, answered: 9, in_time: 8, closed: 7, solved: 6, answer_ms: 90000000 }, { kind: 'technical', topic: { id: '1', name: 'ЖКХ' }, channel: 'form', entered: 3, answered: 1, in_time: 1, closed: 0, solved: 0, answer_ms: 3600000 }] }
		if (path[0] === 'checks') return judge(body)
		if (path[0] === 'desk' && path[1] === 'systems') return { systems: [{ system: 'status', available: !state.away, ...(state.away && { reason: state.away, since: now() }) }, { system: 'sms', available: true }, { system: 'mail', available: false, reason: 'ended', since: now() }] }
		if (path[0] === 'desk' && path[1] === 'applications') return application(body)
		if (path[0] === 'desk' && path[1] === 'calls') return calls(method, path.slice(2), body, me)
		if (path[0] === 'desk' && path[4] === 'listen') {
			world.heard.push('listen')
			return { call: '900', sdp: 'v=0' }
		}
		if (path[0] === 'desk' && path[1] === 'line') return line()
		if (path[0] === 'desk' && path[1] === 'checklists') return { sms: true, mail: false, items: [
			{ key: 'passport', name: 'Замена паспорта', topic: 'Паспорт и регистрация', lines: ['Заявление и старый паспорт', 'Две фотографии 35 на 45 мм'], parts: { ru: 2, en: 1 } }] }
		if (path[0] === 'desk' && path[3] === 'checklist') return undefined
		if (path[0] === 'desk' && path[1] === 'outbox' && state.outboxFails) throw new Refusal(409, 'busy', 'Сервер занят.')
		if (path[0] === 'desk' && path[1] === 'outbox') return { channels: [], owed: [{ channel: 'sms', kind: 'checklist', state: 'given_up', tries: 1, made_at: now(), next_at: null, why: 'refused: unknown', number: null }] }
		if (path[0] === 'desk' && path[1] === 'urged') return { items: urged() }
		if (path[0] === 'desk' && path[1] === 'callbacks') return { callbacks: owedBacks() }
		if (path[0] === 'desk' && path[1] === 'phone') return undefined
		if (path[0] === 'desk' && path[1] === 'telephone') return state.telephone
		if (path[0] === 'desk' && path[1] === 'wrap-up') return void world.wrapUp(me, body.seconds, body.reason)
		if (path[0] === 'desk' && path[1] === 'appeals') return desk(method, path.slice(2), body, me)
		if (path[0] === 'settings') return settings(method, path.slice(1), body, me, query)
		if (path[0] === 'journal') {
			const rows = [...state.journal, ...state.appeals.flatMap((own) => own.history.map((row) => ({ ...row, appeal: own.number })))].sort((a, b) => a.pos - b.pos)
			const ask = (name) => query.get(name) ?? '', most = Number(ask('limit') || 100)
			const wanted = rows.filter((row) => !ask('appeal') || row.appeal === ask('appeal') || row.appeal?.replace(/\D/g, '') === ask('appeal'))
			if (ask('order') !== 'newest') return { items: wanted.filter((row) => row.pos >= Number(ask('from'))).slice(0, most) }
			const items = wanted.filter((row) => (!ask('before') || row.pos < Number(ask('before'))) && (!ask('kind') || row.kind === ask('kind') || row.kind.startsWith(ask('kind') + '.'))
				&& (!ask('actor') || (row.actor.id ?? row.actor) === ask('actor')) && (!ask('since') || row.at.slice(0, 10) >= ask('since')) && (!ask('until') || row.at.slice(0, 10) <= ask('until'))).reverse()
			return { items: items.slice(0, most), ...(items.length > most ? { next: items[most - 1].pos } : {}) }
		}
		throw new Refusal(404, 'none', '')
	}

	function events(req, res, sid) {
		if (!state.sessions.has(sid)) return problem(res, new Refusal(401, 'session.none', ''))
		res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
		const last = Number(req.headers['last-event-id'] ?? state.pos)
		res.write(`event: hello\ndata: {"position": ${state.pos}}\n\n`)
		state.log.filter((one) => one.pos > last).forEach((one) => res.write(one.frame))
		res.staff = state.sessions.get(sid)
		state.streams.add(res)
		res.on('close', () => state.streams.delete(res))
	}

	function problem(res, err) {
		res.writeHead(err.status ?? 500, { 'Content-Type': 'application/problem+json' })
		res.end(JSON.stringify({ type: 'about:blank', title: err.code, status: err.status ?? 500, code: err.code ?? 'internal', detail: err.detail ?? String(err), ...err.more }))
	}

	async function asset(path, res) {
		const name = path === '/desk/' || path === '/desk' ? 'index.html' : path.slice('/desk/'.length)
		const data = await readFile(dist + name).catch(() => undefined)
		res.writeHead(data ? 200 : 404, { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' })
		res.end(data)
	}

	const server = createServer(async (req, res) => {
		const url = new URL(req.url, 'http://127.0.0.1')
		const sid = /otklik_session=(\w+)/.exec(req.headers.cookie ?? '')?.[1]
		if (url.pathname === '/healthz') return res.end('ok')
		if (!url.pathname.startsWith('/api/v1/')) return asset(url.pathname, res)
		if (url.pathname === '/api/v1/events') return events(req, res, sid)
		const chunks = []
		for await (const chunk of req) chunks.push(chunk)
		const raw = Buffer.concat(chunks)
		try {
			const form = (req.headers['content-type'] ?? '').startsWith('multipart/')
			const body = form ? { name: /filename="([^"]*)"/.exec(raw.toString('utf8'))?.[1], size: raw.length } : raw.length ? JSON.parse(raw) : {}
			const reply = api(req.method, url.pathname.slice('/api/v1/'.length).split('/'), url.searchParams, body, sid, req.headers['x-csrf'])
			if (reply === undefined) return res.writeHead(204).end()
			const head = { 'Content-Type': 'application/json' }
			if (reply.session) { head['Set-Cookie'] = `otklik_session=${reply.session}; HttpOnly; SameSite=Strict; Path=/`; delete reply.session }
			res.writeHead(200, head).end(JSON.stringify(reply))
		} catch (err) {
			problem(res, err)
		}
	})

	/** What the world does while somebody looks: for tests */
	const world = {
		/** What a supervisor asked of a call */
		heard: [],
		withdrawn: [],
		tell,
		state, find,
		/** An urgent exception is published by somebody, and confirmed by another; so is the announcement */
		urgent(staff) { state.calendars[0].exceptions.push({ id: '79', from: now(), to: new Date(Date.now() + 7200e3).toISOString(), closed: true, reason_ru: 'Авария', reason_en: 'A fault', emergency: { reason: 'Нет света' }, confirmed: false, by: brief(staff) }); tell('settings', {}) },
		confirm(staff) {
			Object.assign(announced[0], { confirmed: now(), second: brief(staff).name, until: undefined })
			Object.assign(state.calendars[0].exceptions.find((one) => one.id === '79'), { confirmed: true, second: brief(staff) })
			tell('settings', {})
		},
		enter(text) { const own = state.make({ text, state: 'new' }); state.appeals.push(own); happened(own, 'entered', 'citizen'); return own.number },
		act(number, what, staff, body = {}) { const own = find(number); acts[what](own, body, staff); happened(own, WHAT[what], brief(staff)) },
		write(number, text) { const own = find(number); own.messages.push({ id: String(++state.pos), at: now(), author: { kind: 'citizen' }, kind: 'question', text }); own.unread = true; happened(own, 'message', 'citizen') },
		ring(own, staff, more = {}) {
			const began = new Date(Date.now() - 72e3).toISOString()
			state.call = { id: '900', staff, state: 'offered', medium: 'phone', cause: null, generation: 7, lost: false, away: false, number: own.number, topic: own.topic?.id ?? null, place: null, began_at: began, queued_at: began, answered_at: null, ...more }
			own.contacts = [{ id: '900', channel: 'call', number: own.number, at: began, ended: null }, ...own.contacts ?? []]
			tell('ring', { call: '900', generation: 7, on: true })
		},
		/** A colleague gives a second call to who talks */
		second(own, more = {}) {
			state.call.second = { id: '901', state: 'offered', medium: 'phone', generation: 8, able: true, lost: false, number: own.number, topic: own.topic?.id ?? null, began_at: now(), queued_at: new Date(Date.now() - 95e3).toISOString(), answered_at: null, until: new Date(Date.now() + 20e3).toISOString(), ...more }
			tell('ring', { call: '901', generation: 8, on: true })
		},
		over(cause) {
			const { staff, number } = state.call
			Object.assign(find(number).contacts[0], { ended: now(), cause })
			state.call = null
			world.wrapUp(staff, 30)
		},
		/** A supervisor takes it over */
		takenOver(by) {
			state.gone = { id: state.call.id, how: { how: 'taken_over', by } }
			const { staff } = state.call
			state.call = null
			world.wrapUp(staff, 30)
		},
		wrapUp(staff, seconds, reason) {
			person(staff).wrap_up_reason = reason
			person(staff).wrap_up = seconds ? new Date(Date.now() + seconds * 1000).toISOString() : undefined
			tell('wrap-up', { staff, until_ms: seconds ? Date.now() + seconds * 1000 : 0, reason })
		},
		urge(number, level) { urge(find(number), level) },
		score(number, n) { find(number).history.push({ pos: ++state.pos, at: now(), kind: 'call.scored', actor: 'citizen', data: { score: n } }) },
		view(number, staff) { tell('viewing', { number, staff }) },
		endSessions() { state.sessions.clear(); for (const stream of state.streams) stream.end() },
		draft(number, staff, text, told = true) { const own = find(number); own.draft[staff] = { text, version: ++state.pos, at: now() }; if (told) tellDraft(own, staff) },
	}
	return { server, world }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const port = Number(process.argv[2] ?? 8787)
	makeMock().server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/desk/`))
}
