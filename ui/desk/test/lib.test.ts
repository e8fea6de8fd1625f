import type { Skill } from '../../shared/api/skills'
import { able, levelOf, moved, same, withLevel } from '../src/lib/skills'
import type { Message } from '../../shared/api/appeal'
import { describe, expect, it } from 'vitest'
import { Cutter } from '../../shared/api/events'
import { partsOf, valueOf } from '../src/lib/amount'
import { eventWords, messageLabel } from '../src/lib/event'
import { KEYS, strokeOf } from '../src/lib/keymap'
import { dayThere, edited, standing, stored } from '../src/lib/line'
import { grouped, numberOf, russianNumber } from '../src/lib/number'
import { termOf } from '../src/lib/term'
import { find, longDay, setLang, setZone, shortDay, t } from '../src/text/t'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const HOUR = 3600e3
const at = (hours: number): string => new Date(hours * HOUR).toISOString()

describe('a number of a line', () => {
	it('has its days, both included, where its line is', () => {
		const own = { number: '+78000000001', from: '2026-03-01', to: '2026-03-31' }
		expect(['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map((day) => standing(own, day))).toEqual(['not-yet', 'in-force', 'in-force', 'no-more'])
		expect(standing('122', '2026-03-01')).toBe('in-force')
		expect([dayThere(Date.parse('2026-03-31T17:30:00Z'), 420), dayThere(Date.parse('2026-03-31T17:30:00Z'), 180)]).toEqual(['2026-04-01', '2026-03-31'])
	})
	it('is stored as it was, when nothing was changed', () => {
		for (const own of ['122', { number: '+78000000001', to: '2026-03-31', instead: '+78000000002' }]) expect(stored(edited(own))).toEqual(own)
		expect(stored({ number: '+7 (800) 000-00-01', from: '', to: '', instead: '+7 800 000-00-02' })).toEqual({ number: '+78000000001', instead: '+78000000002' })
	})
})

describe('a term', () => {
	const of = (state: 'new' | 'waiting' | 'closed', by: number) => ({ state, entered: at(0), answer_by: at(by) })
	it.each([
		['plenty', of('new', 100), 10, 'ok', 'left', 'days', 3],
		['last quarter', of('new', 100), 76, 'warn', 'left', 'hours', 24],
		['last four hours of a short one', of('new', 8), 4.5, 'warn', 'left', 'hours', 3],
		['over', of('new', 8), 8, 'crit', 'over', 'minutes', 1],
		['long over', of('new', 8), 80, 'crit', 'over', 'days', 3],
		['stands while the citizen is asked', of('waiting', 8), 80, 'calm', 'waits', 'days', 3],
		['closed is never late', of('closed', 8), 80, 'calm', 'done', 'days', 3],
	] as const)('%s', (_, own, hours, tone, says, unit, n) => {
		expect(termOf(own, hours * HOUR)).toMatchObject({ tone, says, unit, n })
	})
	it('has gone by in part', () => expect(termOf(of('new', 100), 25 * HOUR).gone).toBe(0.25))
})

describe('a typed number', () => {
	it.each([
		['AB-123456-7890', 'AB-123456-7890'], ['ав1234567890', 'AB-123456-7890'], ['ав 123456 – 7890', 'AB-123456-7890'],
		['№ АВ—123456—7890', 'AB-123456-7890'], ['1234567890', '1234567890'], ['123456-7890', '1234567890'], ['１２３４５６７８９０', '1234567890'],
		['ЯБ-123456-7890', undefined], ['123456789', undefined], ['отопление', undefined], ['', undefined],
	])('%s', (typed, number) => expect(numberOf(typed)).toBe(number))
	it('is said in three breaths', () => expect(grouped(['А', 'В', '12', '34', '56', '78', '90'])).toEqual(['А-В', '12-34-56', '78-90']))
	it('is read in Russian letters', () => expect(russianNumber('AB-123456-7890')).toBe('АВ-123456-7890'))
})

describe('a key', () => {
	const key = (code: string, more: object = {}) => strokeOf({ key: '', code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more })
	it('is a place, not a letter', () => expect(key('KeyJ', { key: 'о' })).toBe('j'))
	it('knows what is held', () => expect(key('Enter', { key: 'Enter', ctrlKey: true, shiftKey: true })).toBe('ctrl+shift+enter'))
	it('leaves Alt to the browser', () => expect(key('KeyD', { altKey: true })).toBeUndefined())
	it('finds ? and / in both layouts', () => {
		expect(key('Slash', { key: '.' })).toBe('/')
		expect(key('Digit7', { key: '?', shiftKey: true })).toBe('?')
	})
	it('stands once in the table', () => expect(new Set(Object.values(KEYS)).size).toBe(Object.keys(KEYS).length))
	it('has a name in both languages', async () => {
		for (const lang of ['ru', 'en'] as const) {
			await setLang(lang)
			expect(Object.keys(KEYS).filter((id) => !find('action.' + id.replace('.', '-')))).toEqual([])
		}
	})
})

describe('the stream', () => {
	const all = 'event: hello\ndata: {"position": 5}\n\n: beat\n\nid: 6\nevent: appeal\ndata: {"a":\ndata: 1}\n\nid: 7\ndata: x\n\n'
	const frames = [{ event: 'hello', data: '{"position": 5}' }, { id: '6', event: 'appeal', data: '{"a":\n1}' }, { id: '7', event: 'message', data: 'x' }]
	it('is cut into frames', () => expect(new Cutter().push(all)).toMatchObject(frames))
	it('whatever the pieces', () => {
		for (let size = 1; size < 9; size++) {
			const cutter = new Cutter()
			const got = []
			for (let from = 0; from < all.length; from += size) got.push(...cutter.push(all.slice(from, from + size)))
			expect(got).toMatchObject(frames)
		}
	})
	it('with any line end', () => expect(new Cutter().push(all.replace(/\n/g, '\r\n'))).toMatchObject([frames[0], {}, frames[2]]))
})

describe('the value of a term', () => {
	it.each(['1 working day', '5 working days', '8 hours', '30 calendar days, next working day', '4 working hours of line'])('%s comes back as it was', (value) => {
		expect(valueOf(partsOf(value)!)).toBe(value)
	})
	it('takes short units', () => expect(partsOf('2 h')).toMatchObject({ n: 2, unit: 'hours' }))
	it.each(['5 days', 'soon', '', '5', 'working days'])('«%s» is not understood', (value) => expect(partsOf(value)).toBeUndefined())
})

describe('words', () => {
	it('count in Russian', () => expect([1, 2, 5, 11, 21, 22].map((n) => t('term.days', { n }))).toEqual(['1 день', '2 дня', '5 дней', '11 дней', '21 день', '22 дня']))
	it('count in English', async () => {
		await setLang('en')
		expect([1, 2].map((n) => t('term.days', { n }))).toEqual(['1 day', '2 days'])
	})
	it('name a day of the calendar alike in each zone, and an instant by the day it is there', () => {
		for (const zone of ['Europe/Kaliningrad', 'Asia/Kamchatka', 'America/New_York']) {
			setZone(zone)
			expect([shortDay('2026-11-24'), longDay('2026-11-24')]).toEqual([expect.stringMatching(/^24 /), expect.stringMatching(/^24 .*2026/)])
			expect(shortDay('2026-11-24T12:00:00Z')).toMatch(zone === 'Asia/Kamchatka' ? /^25 / : /^24 /)
		}
		setZone(undefined)
	})
	it('call a citizen\'s first message by the kind of the appeal, later ones additions', () => {
		const message = (id: string, kind: 'question' | 'request'): Message => ({ id, at: at(0), author: { kind: 'citizen' }, kind, text: '' })
		const messages = [message('1', 'question'), message('2', 'request'), message('3', 'question')]
		expect(messages.map((one) => messageLabel({ kind: 'complaint', messages }, one))).toEqual(['жалоба', 'уточнение', 'дополнение'])
	})
	it('name an unknown event', () => expect(eventWords({ pos: 1, at: at(0), kind: 'moon.rose' }).text).toContain('moon.rose'))
	it('tell a result and a reason', () => expect(eventWords({ pos: 1, at: at(0), kind: 'appeal.closed', data: { result: 'solved', reason: 'x' } }).more).toBe('Решено, x'))

	/* Every key that stands in the source literally is in the catalogue, in both languages */
	const sources = (folder: string): string[] => readdirSync(folder).flatMap((name) => {
		const path = join(folder, name)
		return statSync(path).isDirectory() ? sources(path) : /\.(vue|ts)$/.test(name) ? [path] : []
	})
	it.each(['ru', 'en'] as const)('are all there: %s', async (lang) => {
		await setLang(lang)
		const keys = sources('src').flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\bt\('([^']+)'/g)].map((hit) => hit[1]))
		expect(keys.length).toBeGreaterThan(100)
		expect(keys.filter((key) => find(key) === undefined)).toEqual([])
	})
	it('stand in the catalogue, not in components', () => {
		const own = sources('src').filter((path) => path.endsWith('.vue') && /[а-яё]/i.test(readFileSync(path, 'utf8').replace(/<!--[^]*?-->|\/\*[^]*?\*\//g, '').replace(/'Русский'/g, '').replace(/«|»/g, '')))
		expect(own).toEqual([])
	})
})

describe('the table of skills', () => {
	const one: Skill = { id: '1', name: 'А', langs: ['ru', 'en'], regions: ['77', '02'], skills: [{ topic: '1', level: 7 }, { topic: '2', level: 0 }], level_other: 5, version: 1 }

	it('has a level of its own, or that of all others', () => {
		expect([levelOf(one, '1'), levelOf(one, '2'), levelOf(one, '3')]).toEqual([7, 0, undefined])
		expect(able([one, { ...one, level_other: 0 }], '3')).toBe(1)
		expect(able([one], '2')).toBe(0)
	})
	it('changes one of them, and back is the same', () => {
		const other = withLevel(withLevel(one, '3', 9), '1', undefined)
		expect([levelOf(other, '3'), levelOf(other, '1')]).toEqual([9, undefined])
		expect(same(one, other)).toBe(false)
		expect(same(one, withLevel(withLevel(other, '1', 7), '3', undefined))).toBe(true)
		expect(same(one, { ...one, langs: ['en', 'ru'], regions: ['02', '77'] })).toBe(true)
		expect(same(one, { ...one, written_most: 5 })).toBe(false)
	})
	it('moves by keys and stays inside', () => {
		const at = { row: 1, col: 1 }
		expect(moved('ArrowUp', at, 3, 4, 2, false)).toEqual({ row: 0, col: 1 })
		expect(moved('PageDown', at, 3, 4, 2, false)).toEqual({ row: 2, col: 1 })
		expect(moved('End', at, 3, 4, 2, false)).toEqual({ row: 1, col: 3 })
		expect(moved('Home', at, 3, 4, 2, true)).toEqual({ row: 0, col: 0 })
		expect(moved('ArrowLeft', { row: 0, col: 0 }, 3, 4, 2, false)).toEqual({ row: 0, col: 0 })
		expect(moved('5', at, 3, 4, 2, false)).toBeUndefined()
	})
})
