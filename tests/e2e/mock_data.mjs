/* The data of the mock: invented people, numbers of the form of real ones */
const HOUR = 3600e3
const TEXTS = [
	'Не сделан перерасчёт за отопление за октябрь: включили на девять дней позже, а в квитанции полный месяц.', 'Нет пандуса у поликлиники № 4, с коляской не подняться.',
	'Отказали в справке о составе семьи, причину не назвали.', 'Не приходит код для входа в личный кабинет, телефон не менялся.', 'Предлагаю показывать в приложении, когда придёт автобус.',
	'Какие документы нужны для пособия на второго ребёнка?', 'Во дворе третью неделю не горит фонарь.', 'Сайт записи к врачу не открывается с телефона.',
	'Как исправить ошибку в фамилии на портале?', 'Инспектор разговаривал грубо, прошу разобраться.',
]
const KINDS = ['question', 'complaint', 'complaint', 'technical', 'recommendation', 'question', 'complaint', 'technical', 'question', 'complaint']
const LETTERS = 'ABEKMHOPCTYX'
const CYRILLIC = 'АВЕКМНОРСТУХ'
const ROLES = { operator: ['operator'], senior: ['senior'], supervisor: ['supervisor'], auditor: ['auditor'], admin: ['administrator'] }
const NAMES = { operator: 'Кольцова Анна', senior: 'Орлова Татьяна', supervisor: 'Громов Пётр', auditor: 'Беляев Олег', admin: 'Юрьева Майя' }

export function seed(start) {
	const at = (hours) => new Date(start + hours * HOUR).toISOString()
	let serial = 0
	const topics = [['1', null, 'ЖКХ', 'Housing'], ['2', '1', 'Отопление', 'Heating'], ['3', '1', 'Освещение', 'Lighting'], ['4', null, 'Выплаты', 'Payments'], ['5', null, 'Портал', 'Portal']]
		.map(([id, parent, name_ru, name_en], i) => ({ id, parent, name_ru, name_en, sort: i + 1, active: true, version: 1 }))

	function make({ text, state = 'new', owner = null, entered = 0, left = 20, kind = 'question' }) {
		const i = serial++
		const digits = String(1234567890 + i * 104729 * 37).slice(-10).padStart(10, '0')
		const letters = [i % 12, (i * 5 + 1) % 12]
		const number = letters.map((l) => LETTERS[l]).join('') + `-${digits.slice(0, 6)}-${digits.slice(6)}`
		const topic = topics[i % topics.length]
		const history = [{ pos: i * 3 + 1, at: at(entered), kind: 'appeal.entered', actor: 'citizen', data: {} }]
		if (owner) history.push({ pos: i * 3 + 2, at: at(entered + 0.1), kind: 'appeal.taken', actor: { id: owner, name: owner === '11' ? NAMES.operator : NAMES.senior }, data: {} })
		return {
			number, number_ru: number.replace(/[A-Z]/g, (l) => CYRILLIC[LETTERS.indexOf(l)]), spoken: [...letters.map((l) => CYRILLIC[l]), ...digits.match(/../g)],
			kind, state, channel: 'form', topic: { id: topic.id, name: topic.name_ru }, region: { code: '77', name: 'Москва', zone: 'Europe/Moscow' }, lang: 'ru',
			entered: at(entered), answer_by: at(left), paused: state === 'waiting' ? at(-1) : null, answered: null, closed: state === 'closed' ? at(-1) : null, result: state === 'closed' ? 'solved' : null, delay: null,
			version: 3, owner, citizen: { id: String(500 + i), name: 'Д•••••ва И••••', phone: '+7 9•• •••-••-64', email: 'i••••@example.org', masked: true },
			messages: [{ id: String(i * 10 + 1), at: at(entered), author: { kind: 'citizen' }, kind: 'question', text }],
			history, files: i % 3 ? [] : [{ id: String(i * 10 + 5), name: 'Квитанция.pdf', type: 'application/pdf', size: 182_400, at: at(entered) }],
			draft: {}, viewers: [], earlier: [], contacts: [], unread: false,
		}
	}

	const appeals = []
	const add = (own) => { appeals.push(make({ text: TEXTS[serial % 10], kind: KINDS[serial % 10], ...own })); return appeals.at(-1) }
	const first = add({ owner: '11', state: 'in_work', entered: -30, left: 2.5 })
	first.messages.push({ id: '901', at: at(-20), author: { kind: 'staff', id: '11', name: NAMES.operator }, kind: 'request', text: 'Здравствуйте! Пришлите, пожалуйста, фото квитанции: на ней виден период начисления.' },
		{ id: '902', at: at(-2), author: { kind: 'citizen' }, kind: 'question', text: 'Отправила. И подскажите, нужна ли ещё какая-то справка? Мой паспорт ⟦паспорт 1⟧.' })
	first.unread = true
	add({ owner: '11', state: 'in_work', entered: -10, left: 220 })
	add({ owner: '11', state: 'in_work', entered: -60, left: -3 })
	add({ owner: '11', state: 'waiting', entered: -60, left: 30 })
	add({ owner: '11', state: 'answered', entered: -60, left: 30 })
	for (let i = 0; i < 5; i++) add({ state: 'new', entered: -i - 0.2, left: 3 + i * 9 })
	add({ owner: '12', state: 'in_work', entered: -5, left: 40 })
	for (let i = 0; i < 140; i++) add({ owner: i % 2 ? '12' : '11', state: 'closed', entered: -100 - i, left: -50 })
	first.contacts = [1, 2, 3].map((i) => ({ id: String(950 + i), channel: i < 3 ? 'call' : 'form', number: first.number, at: at(-30 * i), ended: at(-30 * i + 0.1), cause: i === 2 ? 'citizen_left' : 'operator_left' }))
	first.earlier = [appeals[20], appeals[22]].map(({ number, kind, state, entered }) => ({ number, kind, state, entered }))

	const hours = [['08:00', '20:00']]
	/* What the journal has beside appeals: newer than they are */
	const rows = [
		['trunk.down', 'system', { trunk: 'main', reason: 'silent' }], ['trunk.up', 'system', { trunk: 'main' }],
		['settings.changed', { id: '15', name: NAMES.admin }, { sheet: 'line', key: 'all', act: 'published', before: { version: 2 }, after: { version: 3 } }],
		['settings.office', { id: '13', name: NAMES.supervisor }, { region: '02', act: 'down', before: null, after: { down: true, reason: 'нет света', until_ms: start + HOUR } }, { '02': 'Республика Башкортостан' }],
		['staff.skills', { id: '13', name: NAMES.supervisor }, { staff: '7000011', before: { langs: 1, level_other: 5, written_most: -1, regions: '0 0', skills: [['7000002', 3]] }, after: { langs: 3, level_other: 5, written_most: -1, regions: '0 0', skills: [['7000002', 9]] } }, { 7000011: NAMES.operator, 7000002: 'Отопление' }],
		['call.transferred', { id: '11', name: NAMES.operator }, { kind: 'staff', from: '7000011', to: '7000012', topic: '0' }, { 7000011: NAMES.operator, 7000012: NAMES.senior }],
		['call.ended', 'citizen', { cause: 'citizen_left', owed: false, quality: { citizen: { lost: 12, jitter_ms: 20, rtt_ms: 80 }, operator: { lost: 0, jitter_ms: 4, rtt_ms: 31 } } }],
		['work.overtaken', 'system', { medium: 'call', n: 3, other: '7000022', staff: '7000011', why: 'owner', work: '7000021' }, { 7000011: NAMES.operator, 7000021: appeals[0].number, 7000022: appeals[1].number }],
		['staff.presence', { id: '11', name: NAMES.operator }, { state: 'break', reason: 'lunch' }],
	].map(([kind, actor, data, names], i) => ({ pos: 600 + i, at: at(-0.5 + i / 60), kind, actor, data, ...(names ? { names } : {}) }))

	return {
		journal: rows, topics, appeals, make: (own) => make({ entered: 0, ...own }),
		staff: Object.keys(ROLES).map((login, i) => ({ id: String(11 + i), login, name: NAMES[login], password: login + '-1234', roles: ROLES[login], active: true, version: 1, password_set: true, state: i ? 'away' : 'ready', since: at(-2.23) })),
		calendars: [{
			name: 'line', zone: 'Europe/Moscow', region: null, version: 1, notice_ms: 24 * HOUR,
			week: { mon: hours, tue: hours, wed: hours, thu: [['08:00', '12:00'], ['13:00', '20:00']], fri: hours, sat: [], sun: [] },
			weeks: [{ from: at(240).slice(0, 10), week: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: [['10:00', '14:00']], sun: [] }, waits: false, confirmed: true, by: { id: '13', name: NAMES.supervisor } }],
			exceptions: [{ id: '71', from: at(72), to: at(96), closed: true, reason_ru: 'Переезд в новое здание', reason_en: 'Moving to a new building', confirmed: true, by: { id: '13', name: NAMES.supervisor } }],
		}],
		terms: [['answer_by.question', '1 working day'], ['answer_by.technical', '1 working day'], ['answer_by.recommendation', '5 working days'], ['answer_by.complaint', '15 working days']].map(([name, value]) => ({ name, value, calendar: 'line', version: 1 })),
	}
}
