import { describe, expect, it } from 'vitest'
import type { Step, Verb } from '../../shared/api/flows'
import { base64, wavOf } from '../src/lib/wav'
import { byRow, copyOf, differ, holds, innerOf, lineOf, moveBy, moveIn, moveTo, namesOf, outline, rowOf, rowsOf, shown, stepNew, tidy } from '../src/lib/flow'

const VERBS: Verb[] = [
	{ verb: 'say', title: 'Say', about: '', ends: false, fields: [{ name: 'prompt', title: 'Prompt', kind: 'prompt' }, { name: 'words', title: 'Words', kind: 'words' }] },
	{ verb: 'menu', title: 'Menu', about: '', ends: false, fields: [
		{ name: 'topics', title: 'Topics', kind: 'object', fields: [{ name: 'most', title: 'Most', kind: 'number', default: 8 }, { name: 'steps', title: 'Steps', kind: 'steps' }] },
		{ name: 'items', title: 'Items', kind: 'list', fields: [{ name: 'key', title: 'Key', kind: 'key', must: true }, { name: 'words', title: 'Words', kind: 'words' }, { name: 'steps', title: 'Steps', kind: 'steps' }] }] },
	{ verb: 'branch', title: 'Branch', about: '', ends: false, fields: [
		{ name: 'on', title: 'On', kind: 'choice', must: true, options: [{ value: 'open', title: 'Open' }, { value: 'queue', title: 'Queue' }] },
		{ name: 'over', title: 'Over', kind: 'number', default: 20, must: true, when: { on: ['queue'] } },
		{ name: 'yes', title: 'Yes', kind: 'steps' }, { name: 'no', title: 'No', kind: 'steps' }] },
	{ verb: 'queue', title: 'Queue', about: '', ends: true, fields: [] },
]
const flow = (): Step[] => [
	{ do: 'say', words: { ru: 'Да', en: 'Yes' } },
	{ do: 'menu', name: 'main', items: [{ key: '1', words: { ru: 'Раз', en: 'One' }, steps: [{ do: 'queue', name: 'end' }] }] },
	{ do: 'branch', on: 'open', no: [{ do: 'say', prompt: 'bye' }] },
]

describe('a flow as a tree', () => {
	it('has rows for steps and items', () => expect([...rowsOf(flow(), VERBS)]).toEqual(['[0]', '[1]', '[1].items[0]', '[2]', '[1].items[0].steps[0]', '[2].no[0]']))
	it('knows the names that may be gone to', () => expect(namesOf(flow(), VERBS)).toEqual(['main', 'end']))
	it('puts a problem to the row it belongs to', () => {
		const rows = rowsOf(flow(), VERBS)
		const told = byRow([
			{ path: 'a.b[1].items[0].words', code: 'x', text: '' }, { path: 'flow[1].topics', code: 'y', text: '' }, { path: 'flow', code: 'z', text: '' },
		], rows)
		expect(Object.keys(told).sort()).toEqual(['', '[1]', '[1].items[0]'])
	})
	it('leads from a problem to its row', () => {
		const steps = flow()
		expect(rowOf(steps, VERBS, 'flow[2].no[0]')).toBe((steps[2].no as Step[])[0])
		expect(rowOf(steps, VERBS, 'flow[1].items[0].words')).toBe((steps[1].items as object[])[0])
		expect(rowOf(steps, VERBS, 'flow')).toBeUndefined()
	})
})

describe('a sound for the telephone', () => {
	it('is a WAV of 8 kHz, mono, 16 bits', () => {
		const bytes = wavOf(new Float32Array([0, 1, -2, 0.5]))
		const view = new DataView(bytes.buffer)
		expect([bytes.length, view.getUint32(24, true), view.getUint16(22, true), view.getUint16(34, true)]).toEqual([52, 8000, 1, 16])
		expect([0, 1, 2, 3].map((i) => view.getInt16(44 + 2 * i, true))).toEqual([0, 32767, -32767, 16384])
	})
	it('is sent as base64, however long', () => expect(atob(base64(new Uint8Array(100000))).length).toBe(100000))
})

describe('moving a step', () => {
	it('changes places', () => {
		const steps = flow()
		expect(moveBy(steps, VERBS, steps[0], 1)).toBe(true)
		expect(steps.map((one) => one.do)).toEqual(['menu', 'say', 'branch'])
		expect(moveBy(steps, VERBS, steps[0], -1)).toBe(false)
	})
	it('leads out of a list at its end, and in again', () => {
		const steps = flow()
		const inner = (steps[2].no as Step[])[0]
		expect(moveBy(steps, VERBS, inner, 1)).toBe(true)
		expect(steps[3]).toBe(inner)
		expect(moveIn(steps, VERBS, inner)).toBe(true)
		expect((steps[2].no as Step[])[0]).toBe(inner)
	})
	it('never puts a step into itself', () => {
		const steps = flow()
		const own = innerOf(steps[1], VERBS, '')[0].list
		expect(holds(steps[1], own, VERBS)).toBe(true)
		expect(moveTo(steps, VERBS, steps[1], own, 0)).toBe(false)
	})
	it('goes on where it is dropped', () => {
		const steps = flow()
		expect(moveTo(steps, VERBS, steps[0], steps, 3)).toBe(true)
		expect(steps.map((one) => one.do)).toEqual(['menu', 'branch', 'say'])
	})
})

describe('a new step', () => {
	it('has what must stand in it', () => {
		expect(stepNew(VERBS[0])).toEqual({ do: 'say', words: { ru: '', en: '' } })
		expect(stepNew(VERBS[1])).toEqual({ do: 'menu', items: [{ key: '1', words: { ru: '', en: '' }, steps: [] }] })
		expect(stepNew(VERBS[2])).toMatchObject({ do: 'branch', on: 'open' })
	})
	it('is stored without what is empty', () => expect(tidy({ do: 'say', name: '', words: { ru: '', en: '' } })).toEqual({ do: 'say' }))
	it('shows a field only with its choice', () => expect([shown(VERBS[2].fields[1], { on: 'open' }), shown(VERBS[2].fields[1], { on: 'queue' })]).toEqual([false, true]))
})

describe('what differs', () => {
	const words = (name: string): string => `<${name}>`
	it('is a line for each step', () => {
		expect(lineOf(flow()[0], VERBS[0].fields, 'ru', words)).toBe('«Да»')
		expect(outline(flow(), VERBS, 'en', words)).toHaveLength(8)
	})
	it('keeps what both have', () => {
		const steps = flow()
		const after = copyOf(steps)
		after.splice(0, 1)
		expect(differ(outline(steps, VERBS, 'ru', words), outline(after, VERBS, 'ru', words)).filter((row) => row.mark !== ' ')).toEqual([{ mark: '-', text: 'Say: «Да»' }])
		expect(differ(['a'], ['b'])).toEqual([{ mark: '-', text: 'a' }, { mark: '+', text: 'b' }])
	})
})
