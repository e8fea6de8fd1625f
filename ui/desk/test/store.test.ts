import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Item, Work } from '../../shared/api/appeal'
import { call, Offline, Problem, setHooks } from '../../shared/api/http'
import { useAppeal } from '../src/store/appeal'
import { SAVE_MS, useDrafts } from '../src/store/draft'
import { usePhone } from '../src/store/phone'
import { usePresence } from '../src/store/presence'
import { applyEvent } from '../src/store/work'

const item = (number: string, more: Partial<Item> = {}): Item => ({
	number, kind: 'question', state: 'new', excerpt: '', entered: '2026-11-20T10:00:00Z', answer_by: '2026-11-2' + number, version: 1, channel: 'form', files: 0, owner: null, ...more,
})
const me = { id: '11', name: 'Я' }
const her = { id: '12', name: 'Она' }

describe('an event', () => {
	let work: Work
	beforeEach(() => {
		work = { mine: [item('1', { state: 'in_work', owner: me, version: 4 })], waiting: [item('3'), item('5')], counts: { new: 2, in_work: 1, waiting: 0, answered: 0, overdue: 0 }, position: 1 }
	})
	const numbers = (): string[][] => [work.mine.map((one) => one.number), work.waiting.map((one) => one.number)]

	it('of an unknown new appeal asks for the lists', () => expect(applyEvent(work, { number: '4', what: 'entered', state: 'new', version: 1 }, '11')).toBe(true))
	it('of somebody else\'s unknown appeal asks for nothing', () => expect(applyEvent(work, { number: '4', what: 'answered', state: 'answered', version: 1, owner: her }, '11')).toBe(false))
	it('takes what another has taken out of the waiting', () => {
		expect(applyEvent(work, { number: '3', what: 'taken', state: 'in_work', version: 2, owner: her }, '11')).toBe(false)
		expect(numbers()).toEqual([['1'], ['5']])
	})
	it('moves what I have taken to mine, by term', () => {
		applyEvent(work, { number: '3', what: 'taken', state: 'in_work', version: 2, owner: me }, '11')
		expect(numbers()).toEqual([['1', '3'], ['5']])
	})
	it('gives back what was returned', () => {
		applyEvent(work, { number: '1', what: 'returned', state: 'new', version: 5, owner: null }, '11')
		expect(numbers()).toEqual([[], ['1', '3', '5']])
	})
	it('drops what was closed', () => {
		applyEvent(work, { number: '1', what: 'closed', state: 'closed', version: 5, owner: me }, '11')
		expect(numbers()).toEqual([[], ['3', '5']])
	})
	it('older than what is known changes nothing', () => {
		applyEvent(work, { number: '1', what: 'taken', state: 'closed', version: 3, owner: her }, '11')
		expect(work.mine[0]).toMatchObject({ state: 'in_work', version: 4 })
	})
	it('of a message marks the appeal and asks for its words', () => {
		expect(applyEvent(work, { number: '1', what: 'message', state: 'in_work', version: 5, owner: me }, '11')).toBe(true)
		expect(work.mine[0].unread).toBe(true)
	})
})

describe('who stands how', () => {
	it('a reason comes with the state and goes with it; that of a longer time after a call ends with it', () => {
		const presence = usePresence()
		presence.staff = [{ ...her, state: 'ready', since: null }]
		presence.onWrapUp({ staff: '12', until_ms: Date.now() + 60_000, reason: 'record' })
		expect(presence.wrapWhy('12')).toBe('record')
		presence.onWrapUp({ staff: '12', until_ms: 0 })
		expect(presence.wrapWhy('12')).toBeUndefined()
		presence.onEvent({ actor: '12', state: 'break', reason: 'lunch', at: '' }, '12')
		expect([presence.state, presence.reason, presence.staff[0].reason]).toEqual(['break', 'lunch', 'lunch'])
		presence.onEvent({ actor: '12', state: 'ready', at: '' }, '12')
		expect([presence.reason, presence.staff[0].reason]).toEqual([undefined, undefined])
	})
})

type Answer = { status: number, body?: unknown } | 'offline'
let answers: Answer[] = []
let asked: { method: string, url: string, body: unknown, headers: Record<string, string> }[] = []

beforeEach(() => {
	answers = []
	asked = []
	vi.useFakeTimers()
	vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
		asked.push({ method: init.method!, url, body: init.body ? JSON.parse(String(init.body)) : undefined, headers: init.headers as Record<string, string> })
		const answer = answers.shift() ?? { status: 204 }
		if (answer === 'offline') throw new TypeError('no')
		return new Response(answer.status === 204 ? null : JSON.stringify(answer.body ?? {}), { status: answer.status })
	})
})
afterEach(() => vi.useRealTimers())

describe('a draft', () => {
	const saved = (version: number): Answer => ({ status: 200, body: { version, at: '2026-11-22T10:00:00Z' } })

	it('is saved once for many strokes, within a second', async () => {
		const drafts = useDrafts()
		answers = [saved(1)]
		drafts.adopt('A')
		for (const text of ['П', 'Пр', 'При']) {
			drafts.type('A', text)
			await vi.advanceTimersByTimeAsync(50)
		}
		await vi.advanceTimersByTimeAsync(SAVE_MS)
		expect(asked.map((one) => one.body)).toEqual([{ text: 'При', version: 0 }])
		expect(drafts.all.A).toMatchObject({ version: 1, dirty: false, saving: false })
		expect(SAVE_MS).toBeLessThanOrEqual(1000)
	})
	it('shows a newer one of another device and overwrites nothing', async () => {
		const drafts = useDrafts()
		answers = [{ status: 409, body: { code: 'draft.newer', text: 'её', version: 7, at: '2026-11-22T10:00:00Z' } }, saved(8)]
		drafts.adopt('A', { text: 'было', version: 3 })
		drafts.type('A', 'моё')
		await vi.advanceTimersByTimeAsync(SAVE_MS * 3)
		expect(drafts.all.A).toMatchObject({ text: 'моё', newer: { text: 'её', version: 7 } })
		expect(asked).toHaveLength(1)
		await drafts.keepMine('A')
		expect(asked[1].body).toEqual({ text: 'моё', version: 7 })
		expect(drafts.all.A).toMatchObject({ version: 8, dirty: false, newer: undefined })
	})
	it('takes the newer one when asked', async () => {
		const drafts = useDrafts()
		answers = [{ status: 409, body: { code: 'draft.newer', text: 'её', version: 7, at: '2026-11-22T10:00:00Z' } }]
		drafts.adopt('A')
		drafts.type('A', 'моё')
		await vi.advanceTimersByTimeAsync(SAVE_MS)
		drafts.takeNewer('A')
		expect(drafts.all.A).toMatchObject({ text: 'её', version: 7, dirty: false })
	})
	it('waits in the window without a line, and is saved on return', async () => {
		const drafts = useDrafts()
		answers = ['offline', saved(1)]
		drafts.adopt('A')
		drafts.type('A', 'моё')
		await vi.advanceTimersByTimeAsync(SAVE_MS)
		expect(drafts.all.A).toMatchObject({ text: 'моё', dirty: true, saving: false })
		expect(drafts.dirty).toBe(true)
		drafts.flush()
		await vi.advanceTimersByTimeAsync(1)
		expect(drafts.all.A).toMatchObject({ version: 1, dirty: false })
	})
	it('typed here is not replaced by a card read meanwhile', () => {
		const drafts = useDrafts()
		drafts.adopt('A')
		drafts.type('A', 'моё')
		expect(drafts.adopt('A', { text: 'старое', version: 1 }).text).toBe('моё')
	})
	it('that was saved is not replaced by a card that was asked for before', async () => {
		const drafts = useDrafts()
		answers = [saved(5)]
		drafts.adopt('A', { text: 'старое', version: 4 })
		const before = drafts.mark()
		drafts.type('A', 'новое')
		await vi.advanceTimersByTimeAsync(SAVE_MS)
		expect(drafts.all.A).toMatchObject({ version: 5, dirty: false })
		drafts.adopt('A', { text: 'старое', version: 4 }, before)
		drafts.adopt('A', { text: 'старое', version: 4 })
		expect(drafts.all.A).toMatchObject({ text: 'новое', version: 5 })
	})
	it('that was sent is forgotten and saved no more', async () => {
		const drafts = useDrafts()
		drafts.adopt('A', { text: 'было', version: 3 })
		const before = drafts.mark()
		drafts.type('A', 'ответ')
		await drafts.hold('A')
		drafts.sent('A', 'ответ')
		await vi.advanceTimersByTimeAsync(SAVE_MS * 3)
		expect(asked).toEqual([])
		drafts.adopt('A', { text: 'было', version: 3 }, before)
		expect(drafts.all.A.text).toBe('')
	})
	it('typed while it was being sent stays as a new one', async () => {
		const drafts = useDrafts()
		answers = [saved(9)]
		drafts.adopt('A', { text: 'было', version: 3 })
		drafts.type('A', 'ответ')
		await drafts.hold('A')
		drafts.type('A', 'ответ и ещё')
		drafts.sent('A', 'ответ')
		await vi.advanceTimersByTimeAsync(SAVE_MS)
		expect(asked.map((one) => one.body)).toEqual([{ text: 'ответ и ещё', version: 0 }])
	})
	it('saved by another window is shown where nothing is typed', async () => {
		const drafts = useDrafts()
		answers = [{ status: 200, body: { text: 'оттуда', version: 8, at: '2026-11-22T10:00:00Z' } }, { status: 200, body: { text: '', version: 0 } }]
		drafts.adopt('A', { text: 'было', version: 3 })
		await drafts.heard('A', 3)
		await drafts.heard('B', 9)
		expect(asked).toEqual([])
		await drafts.heard('A', 8)
		expect(drafts.all.A).toMatchObject({ text: 'оттуда', version: 8, elsewhere: true, dirty: false })
		await drafts.heard('A', 0)
		expect(drafts.all.A).toMatchObject({ text: '', version: 0 })
	})
	it('saved by another window replaces nothing that is typed here', async () => {
		const drafts = useDrafts()
		drafts.adopt('A', { text: 'было', version: 3 })
		drafts.type('A', 'моё')
		await drafts.heard('A', 8)
		expect(asked).toEqual([])
		answers = [{ status: 409, body: { code: 'draft.newer', text: 'её', version: 8, at: '2026-11-22T10:00:00Z' } }]
		await vi.advanceTimersByTimeAsync(SAVE_MS)
		expect(drafts.all.A.newer).toMatchObject({ text: 'её', version: 8 })
		answers = [{ status: 200, body: { text: 'её и дальше', version: 9, at: '2026-11-22T10:00:01Z' } }]
		await drafts.heard('A', 9)
		expect(drafts.all.A).toMatchObject({ text: 'моё', newer: { text: 'её и дальше', version: 9 } })
	})
	it('is not in conflict with itself when the answer to a save was lost', async () => {
		const drafts = useDrafts()
		answers = ['offline', { status: 409, body: { code: 'draft.newer', text: 'моё', version: 4, at: '2026-11-22T10:00:00Z' } }, saved(5)]
		drafts.adopt('A', { text: 'было', version: 3 })
		drafts.type('A', 'моё')
		await vi.advanceTimersByTimeAsync(SAVE_MS)
		drafts.type('A', 'моё и ещё')
		await vi.advanceTimersByTimeAsync(SAVE_MS * 3)
		expect(asked.map((one) => one.body)).toEqual([{ text: 'моё', version: 3 }, { text: 'моё и ещё', version: 3 }, { text: 'моё и ещё', version: 4 }])
		expect(drafts.all.A).toMatchObject({ version: 5, dirty: false })
		expect(drafts.all.A.newer).toBeUndefined()
	})
})

describe('the open appeal', () => {
	it('is read again when something newer happened, not when one hears of what is shown', async () => {
		const shown = { status: 200, body: { number: 'AB-123456-7890', version: 3, allowed: [] } }
		answers = [shown, shown]
		const appeal = useAppeal()
		await appeal.open('AB-123456-7890')
		await appeal.heard(2)
		await appeal.heard(3)
		expect(asked).toHaveLength(1)
		await appeal.heard(4)
		expect(asked).toHaveLength(2)
	})
})

describe('a call', () => {
	it('waits for a new sign-in and is repeated with the same key', async () => {
		let again: () => void = () => {}
		setHooks({ signedOut: () => new Promise((resolve) => { again = resolve }), reached: () => {}, lang: () => 'ru' })
		answers = [{ status: 401, body: { code: 'session.none' } }, { status: 200, body: { ok: 1 } }]
		const reply = call('POST', '/x', { body: {} })
		await vi.advanceTimersByTimeAsync(1)
		expect(asked).toHaveLength(1)
		again()
		expect(await reply).toEqual({ ok: 1 })
		expect(asked[1].headers['Idempotency-Key']).toBe(asked[0].headers['Idempotency-Key'])
	})
	it('tells a refusal by its code', async () => {
		answers = [{ status: 409, body: { code: 'appeal.changed', owner: her } }]
		await expect(call('POST', '/x')).rejects.toMatchObject({ status: 409, code: 'appeal.changed', body: { owner: her } })
	})
	it('survives an answer that is not JSON', async () => {
		vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
		await expect(call('GET', '/x')).rejects.toBeInstanceOf(Problem)
	})
	it('tells that there is no line', async () => {
		const told: boolean[] = []
		setHooks({ signedOut: () => Promise.reject(), reached: (yes) => told.push(yes), lang: () => 'ru' })
		answers = ['offline']
		await expect(call('GET', '/x')).rejects.toBeInstanceOf(Offline)
		expect(told).toEqual([false])
	})
})

describe('what one calls by', () => {
	it('is the browser that takes calls, or else the telephone that is there', () => {
		const phone = usePhone(), there = { there: true, registers: true, auto_answer: false }
		const by = (line: typeof phone.line, telephone: typeof phone.telephone): boolean => {
			Object.assign(phone, { line, telephone })
			return phone.byTelephone
		}
		expect([by('off', there), by('denied', there), by('on', there), by('off', { ...there, there: false }), by('off', undefined)]).toEqual([true, true, false, false, false])
	})
})

describe('two calls in one hand', () => {
	const one = { id: '900', state: 'talking', medium: 'phone', generation: 7, number: '1', second: null }
	const other = { id: '901', state: 'held', medium: 'page', generation: 8, number: '3' }
	const shows = async (...bodies: unknown[]): Promise<ReturnType<typeof usePhone>> => {
		const phone = usePhone()
		for (const body of bodies) {
			const all = Array.isArray(body) ? body : [body]              /* mine, and what became of the one that is missing */
			answers = all.map((one) => one ? { status: 200, body: one } : { status: 204 })
			await phone.look()
			if (all[0] && !phone.own) phone.take()
		}
		phone.stop()
		return phone
	}
	const owes = (phone: ReturnType<typeof usePhone>): string[] => phone.owed.map(({ id, number }) => `${id} ${number}`)
	beforeEach(() => {
		usePhone().over()
		usePhone().owed = []
	})

	it('the one that ended is owed its result while the other goes on, over a reload too', async () => {
		const phone = await shows({ ...one, second: other }, { ...other, second: null })
		expect(owes(phone)).toEqual(['900 1'])
		expect(phone.ended).toBeNull()
		expect(JSON.parse(sessionStorage.getItem('owed')!)).toEqual([{ id: '900', number: '1', medium: 'phone' }])
		phone.paid('900')
		expect(owes(phone)).toEqual([])
	})
	it('the one on hold too', async () => expect(owes(await shows({ ...one, second: other }, one))).toEqual(['901 3']))
	it('both ended at once: one has its form, the other is owed', async () => {
		const phone = await shows({ ...one, second: other }, null)
		expect([phone.ended?.id, ...owes(phone)]).toEqual(['900', '901 3'])
	})
	it('when the second only rings the first is owed all the same', async () => expect(owes(await shows({ ...one, second: { ...other, state: 'offered' } }, { ...other, state: 'offered', second: null }))).toEqual(['900 1']))
	it('what only rang is not', async () => expect(owes(await shows({ ...one, second: { ...other, state: 'offered' } }, one))).toEqual([]))
	it('what was given away is not, and what came back and ended then is', async () => {
		const phone = await shows({ ...one, second: other })
		await shows([{ ...other, second: null }, { how: 'given', by: null }])
		expect(owes(phone)).toEqual([])
		await shows({ ...one, second: other }, { ...other, second: null })
		expect(owes(phone)).toEqual(['900 1'])
	})
	it('taken over it is another\'s: neither ended nor owed', async () => {
		const phone = await shows(one, [null, { how: 'taken_over', by: 'Она' }])
		expect([phone.ended?.id, phone.ended?.gone, phone.owed]).toEqual(['900', { how: 'taken_over', by: 'Она' }, []])
		expect(asked.at(-1)?.url).toBe('/api/v1/desk/calls/900')
	})
	it('who was only called in is told so', async () => {
		const phone = await shows({ ...one, as_guest: true }, null)
		expect([phone.ended?.gone, asked.length]).toEqual([{ how: 'guest' }, 2])
	})
	it('which comes back into the hand is owed no more', async () => expect(owes(await shows({ ...one, second: other }, { ...other, second: null }, { ...one, second: other }))).toEqual([]))
	it('in a window that has neither nothing is', async () => {
		const phone = await shows({ ...one, second: other })
		phone.own = false
		expect(owes(await shows({ ...other, second: null }))).toEqual([])
	})
})
