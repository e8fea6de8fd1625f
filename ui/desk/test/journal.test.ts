/* Rows of the journal as people read them */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JournalRow } from '../../shared/api/appeal'
import { eventWords, GROUPS } from '../src/lib/event'
import { find, setLang } from '../src/text/t'

const SOURCES = join(import.meta.dirname, '../../../src')

/** Kinds stand as whole texts in the files that write to the journal */
function kinds(): string[] {
	const found = new Set<string>()
	for (const name of readdirSync(SOURCES, { recursive: true }) as string[]) {
		if (!name.endsWith('.c')) continue
		const source = readFileSync(join(SOURCES, name), 'utf8')
		if (!/tx_journal\(|set_journal\(|struct journal_entry/.test(source)) continue
		for (const [, kind] of source.matchAll(/"((?:appeal|call|callback|key|outbox|program|promise|recording|service|settings|staff|trunk|work)\.[a-z_]+)"/g)) found.add(kind)
	}
	return [...found].sort()
}

const more = (kind: string, data: Record<string, unknown>, names: Record<string, string> = {}): string =>
	eventWords({ pos: 1, at: '2026-11-24T10:00:00Z', kind, data, names } as JournalRow).more

describe('every kind that the program writes has words', () => {
	it('there are many', () => expect(kinds().length).toBeGreaterThan(70))
	it('and stands in a group that can be chosen', () => expect([...new Set(kinds().map((kind) => kind.split('.')[0]))].sort()).toEqual([...GROUPS].sort()))
	it.each(['ru', 'en'] as const)('%s', async (lang) => {
		await setLang(lang)
		expect(kinds().filter((kind) => !find('event.' + kind.replace(/[._]/g, '-')))).toEqual([])
	})
})

describe('a row says', () => {
	const names = { 7000001: 'Иванова А.', 7000002: 'Петров Б.', 7000003: 'AB-123456-7890', 7000004: 'ЖКХ', 7000005: 'AB-111111-1111', '02': 'Башкортостан' }
	it.each<[string, Record<string, unknown>, string]>([
		['trunk.down', { trunk: 'main', reason: 'silent' }, 'main, Молчит'],
		['settings.changed', { sheet: 'line', key: 'all', act: 'published', before: { digest: '', version: 2 }, after: { digest: '', version: 3 } }, 'линии, опубликовано, версия 2 → 3'],
		['settings.changed', { sheet: 'flow', key: 'main', act: 'saved', before: { version: 0 }, after: { version: 1 } }, 'сценарий main, сохранён черновик, версия 1'],
		['settings.office', { region: '02', act: 'down', before: null, after: { down: true, reason: 'нет света' } }, 'Башкортостан, не отвечает, нет света'],
		['staff.skills', { staff: '7000001', before: { langs: 1, level_other: 5, written_most: -1, regions: '0 0', skills: [['7000004', 3]] }, after: { langs: 3, level_other: 5, written_most: -1, regions: '0 0', skills: [['7000004', 9]] } },
			'Иванова А., ЖКХ 3 → 9, языки: русский → русский, английский'],
		['staff.phone', { staff: '7000001', before: 'none', after: 'registers', password: true, auto_answer: false }, 'Иванова А., нет телефона → регистрируется паролем, новый пароль'],
		['staff.changed', { staff: '7000001', roles_before: 1, roles: 9, active: true }, 'Иванова А., Оператор → Оператор, Руководитель'],
		['staff.presence', { state: 'break', reason: 'lunch' }, 'Перерыв, обед'],
		['staff.wrap_up', { reason: 'record', seconds: 60 }, 'дописать обращение, ещё 60 с'],
		['call.transferred', { kind: 'staff', from: '7000001', to: '7000002', topic: '0' }, 'коллеге, сотрудник: Петров Б.'],
		['call.transferred', { kind: 'queue', from: '7000001', to: '0', topic: '7000004' }, 'в очередь темы, ЖКХ'],
		['call.called_in', { kind: 'joined', staff: '7000001', with: '7000002' }, 'Петров Б.'],
		['call.taken_over', { from: '7000001', to: '7000002' }, 'у кого: Иванова А.'],
		['call.unheard', { side: 'to_citizen' }, 'к заявителю'],
		['callback.tried', { outcome: 'busy', tries: 2 }, 'занято, попытка 2'],
		['call.ended', { cause: 'citizen_left', owed: false, quality: { citizen: { lost: 12, far_lost: 5, jitter_ms: 20, rtt_ms: 80 } } },
			'заявитель положил трубку, заявитель: потери 1,2 %, дрожание 20 мс, туда и обратно 80 мс'],
		['work.overtaken', { why: 'owner', n: 3, work: '7000003', other: '7000005', staff: '7000001', medium: 'call' },
			'ждавший дольше ждал своего оператора, обслужен № АВ-123456-7890, дольше ждал № АВ-111111-1111, и ещё 2, сотрудник: Иванова А.'],
		['call.attached', { call: '7000009', from: '7000003' }, 'из № АВ-123456-7890'],
	])('%s', (kind, data, said) => expect(more(kind, data, names)).toBe(said))

	it('the beginning, a whisper and the end of a listening apart', () => {
		const said = ['listen', 'whisper', 'left'].map((kind) => eventWords({ pos: 1, at: '2026-11-24T10:00:00Z', kind: 'call.listened', data: { kind, operator: '7000001' } }).text)
		expect(new Set(said).size).toBe(3)
	})
})
