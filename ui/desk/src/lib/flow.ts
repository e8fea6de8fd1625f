/* A flow as a tree of steps: places, moves, one line for each step, what differs. Pure */
import type { Field, FlowProblem, Step, Verb } from '../../../shared/api/flows'

export type Bag = Record<string, unknown>
export interface Place { list: Step[], index: number }
/** A list of steps inside of something: where it stands, and how it is called */
export interface Branch { owner: Bag, field: Field, path: string }

export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Is a field to be shown, as its neighbours are? */
export const shown = (field: Field, bag: Bag): boolean =>
	!field.when || Object.entries(field.when).every(([name, values]) => values.includes(String(bag[name] ?? '')))

/** What holds lists of steps inside of a step: fields of kind steps, and items that have some */
export function groupsOf(verb: Verb | undefined): Field[] {
	return (verb?.fields ?? []).filter((field) => ['steps', 'list', 'object'].includes(field.kind))
}

function fill(bag: Bag, fields: Field[]): Bag {
	for (const field of fields) {
		if (field.kind === 'words' && !fields.some((one) => one.kind === 'number' && one.name === 'most') && bag.words === undefined) bag.words = { ru: '', en: '' }
		if (!field.must || bag[field.name] !== undefined) continue
		if (field.kind === 'number') bag[field.name] = field.default ?? field.min ?? 0
		else if (field.kind === 'choice') bag[field.name] = field.options?.[0]?.value ?? ''
		else if (field.kind === 'list') bag[field.name] = [itemNew(field, [])]
		else if (field.kind === 'key') bag[field.name] = '1'
		else bag[field.name] = ''
	}
	return bag
}

/** A new item of a list: the first key that is free, empty words */
export function itemNew(field: Field, others: Bag[]): Bag {
	const own: Bag = {}
	for (const inner of field.fields ?? []) {
		if (inner.kind !== 'key') continue
		const taken = others.map((one) => one[inner.name])
		own[inner.name] = '12345678'.split('').find((key) => !taken.includes(key)) ?? '8'
	}
	fill(own, field.fields ?? [])
	if (field.fields?.some((inner) => inner.kind === 'steps')) own.steps = []
	return own
}

/** A new step of a verb, with what must stand in it */
export function stepNew(verb: Verb): Step {
	const own: Step = { do: verb.verb }
	fill(own, verb.fields)
	/* a menu without items says nothing */
	const list = verb.fields.find((field) => field.kind === 'list')
	if (list && !own[list.name]) own[list.name] = [itemNew(list, [])]
	return own
}

/** Every list of steps there is, the outermost first, with what it stands in */
export function* listsOf(steps: Step[], verbs: Verb[], path: string): Generator<{ list: Step[], path: string, owner?: Step }> {
	yield { list: steps, path }
	for (const [i, step] of steps.entries()) {
		for (const inner of innerOf(step, verbs, `${path}[${i}]`)) {
			for (const deep of listsOf(inner.list, verbs, inner.path)) yield { owner: step, ...deep }
		}
	}
}

/** The lists of steps of one step, that are there */
export function innerOf(step: Step, verbs: Verb[], path: string): { list: Step[], path: string }[] {
	const found: { list: Step[], path: string }[] = []
	const look = (bag: Bag, fields: Field[], at: string): void => {
		for (const field of fields) {
			const value = bag[field.name]
			if (field.kind === 'steps' && Array.isArray(value)) found.push({ list: value as Step[], path: `${at}.${field.name}` })
			else if (field.kind === 'list' && Array.isArray(value)) value.forEach((item: Bag, i) => look(item, field.fields ?? [], `${at}.${field.name}[${i}]`))
			else if (field.kind === 'object' && value && typeof value === 'object') look(value as Bag, field.fields ?? [], `${at}.${field.name}`)
		}
	}
	look(step, verbs.find((one) => one.verb === step.do)?.fields ?? [], path)
	return found
}

/** Names that `go` may lead to */
export const namesOf = (steps: Step[], verbs: Verb[]): string[] =>
	[...listsOf(steps, verbs, '')].flatMap(({ list }) => list.map((step) => step.name)).filter((name): name is string => !!name)

/** Where a step stands */
export function placeOf(steps: Step[], verbs: Verb[], step: Step): Place | undefined {
	for (const { list } of listsOf(steps, verbs, '')) {
		const index = list.indexOf(step)
		if (index >= 0) return { list, index }
	}
	return undefined
}

/** Does a step hold this list, however deep? */
export const holds = (step: Step, list: Step[], verbs: Verb[]): boolean =>
	innerOf(step, verbs, '').some((inner) => [...listsOf(inner.list, verbs, '')].some((one) => one.list === list))

/** Moves a step to a place of a list; not into itself. The index is that before the step is taken out */
export function moveTo(steps: Step[], verbs: Verb[], step: Step, list: Step[], index: number): boolean {
	const from = placeOf(steps, verbs, step)
	if (!from || holds(step, list, verbs) || (from.list === list && (index === from.index || index === from.index + 1))) return false
	from.list.splice(from.index, 1)
	list.splice(from.list === list && index > from.index ? index - 1 : index, 0, step)
	return true
}

/** One up or down; at the end of its list out of it, before or behind the step that holds it */
export function moveBy(steps: Step[], verbs: Verb[], step: Step, by: -1 | 1): boolean {
	const from = placeOf(steps, verbs, step)
	if (!from) return false
	const index = from.index + by
	if (index >= 0 && index < from.list.length) return moveTo(steps, verbs, step, from.list, by < 0 ? index : index + 1)
	const outer = [...listsOf(steps, verbs, '')].flatMap(({ list }) => list).find((one) => innerOf(one, verbs, '').some((inner) => inner.list === from.list))
	const place = outer && placeOf(steps, verbs, outer)
	return !!place && moveTo(steps, verbs, step, place.list, by < 0 ? place.index : place.index + 1)
}

/** Into the last list of the step above; false: there is none, or it has no list */
export function moveIn(steps: Step[], verbs: Verb[], step: Step): boolean {
	const from = placeOf(steps, verbs, step)
	const above = from && from.list[from.index - 1]
	if (!above) return false
	const inner = innerOf(above, verbs, '').at(-1)?.list
	if (inner) return moveTo(steps, verbs, step, inner, inner.length)
	const field = verbs.find((one) => one.verb === above.do)?.fields.find((one) => one.kind === 'steps')
	if (!field) return false
	above[field.name] = []
	return moveTo(steps, verbs, step, above[field.name] as Step[], 0)
}

/** Problems by the row they belong to: the longest place that is shown */
export function byRow(problems: FlowProblem[], rows: Set<string>): Record<string, FlowProblem[]> {
	const all: Record<string, FlowProblem[]> = {}
	for (const one of problems) {
		let path = one.path.includes('[') ? one.path.slice(one.path.indexOf('[')) : ''
		while (path && !rows.has(path)) path = path.replace(/(\.[^.[\]]+|\[\d+\])$/, '')
		;(all[path] ??= []).push(one)
	}
	return all
}

/** Every row that is shown: steps, and the items of lists and objects */
export function rowsOf(steps: Step[], verbs: Verb[]): Set<string> {
	const rows = new Set<string>()
	for (const { list, path } of listsOf(steps, verbs, '')) {
		for (const [i, step] of list.entries()) {
			rows.add(`${path}[${i}]`)
			for (const field of groupsOf(verbs.find((one) => one.verb === step.do))) {
				const value = step[field.name]
				if (field.kind === 'list' && Array.isArray(value)) value.forEach((_, k) => rows.add(`${path}[${i}].${field.name}[${k}]`))
				if (field.kind === 'object' && value) rows.add(`${path}[${i}].${field.name}`)
			}
		}
	}
	return rows
}

/** What stands in a step besides lists, in one line; `words` finds the words of a prompt */
export function lineOf(bag: Bag, fields: Field[], lang: 'ru' | 'en', words: (prompt: string) => string): string {
	const parts: string[] = []
	for (const field of fields) {
		const value = bag[field.name]
		if (value === undefined || value === '' || !shown(field, bag)) continue
		if (field.kind === 'prompt') parts.push(`«${words(String(value))}»`)
		else if (field.kind === 'words' && (value as Record<string, string>)[lang]) parts.push(`«${(value as Record<string, string>)[lang] ?? ''}»`)
		else if (field.kind === 'choice') parts.push(field.options?.find((one) => one.value === value)?.title ?? String(value))
		else if (field.kind === 'flag') parts.push(`${field.title}: ${value ? '+' : '−'}`)
		else if (field.kind === 'topic' || field.kind === 'key') parts.push(String(value))
		else if (field.kind === 'mark') parts.push(field.title)
		else if (field.kind === 'regions') parts.push(`${field.title}: ${(value as string[]).map((code) => field.options?.find((one) => one.value === code)?.title ?? code).join(', ')}`)
		else if (field.kind === 'json') parts.push(JSON.stringify(value))
		else if (!['steps', 'list', 'object', 'words'].includes(field.kind)) parts.push(`${field.title}: ${String(value)}`)
	}
	return parts.join(' · ')
}

/** A flow as lines of text, for what differs */
export function outline(steps: Step[], verbs: Verb[], lang: 'ru' | 'en', words: (prompt: string) => string): string[] {
	const lines: string[] = []
	const put = (list: Step[], depth: number): void => {
		for (const step of list) {
			const verb = verbs.find((one) => one.verb === step.do)
			const text = [verb?.title ?? step.do, lineOf(step, verb?.fields ?? [], lang, words)].filter(Boolean).join(': ')
			lines.push('\u2003'.repeat(depth) + (step.name ? `${text} [${step.name}]` : text))
			inside(step, verb?.fields ?? [], depth + 1)
		}
	}
	const inside = (bag: Bag, fields: Field[], depth: number): void => {
		for (const field of fields) {
			const value = bag[field.name]
			const head = (more: string): void => { lines.push('\u2003'.repeat(depth) + [field.title, more].filter(Boolean).join(': ')) }
			if (field.kind === 'steps' && Array.isArray(value)) {
				head('')
				put(value as Step[], depth + 1)
			} else if (field.kind === 'list' && Array.isArray(value)) {
				for (const item of value as Bag[]) {
					head(lineOf(item, field.fields ?? [], lang, words))
					inside(item, field.fields ?? [], depth + 1)
				}
			} else if (field.kind === 'object' && value) {
				head(lineOf(value as Bag, field.fields ?? [], lang, words))
				inside(value as Bag, field.fields ?? [], depth + 1)
			}
		}
	}
	put(steps, 0)
	return lines
}

export interface Difference { mark: ' ' | '-' | '+', text: string }

/** Which lines went and which came: the longest row of lines that both have stays */
export function differ(before: string[], after: string[]): Difference[] {
	const most: number[][] = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
	for (let i = before.length - 1; i >= 0; i--) {
		for (let k = after.length - 1; k >= 0; k--) most[i][k] = before[i] === after[k] ? most[i + 1][k + 1] + 1 : Math.max(most[i + 1][k], most[i][k + 1])
	}
	const rows: Difference[] = []
	let i = 0
	let k = 0
	while (i < before.length || k < after.length) {
		if (i < before.length && k < after.length && before[i] === after[k]) {
			rows.push({ mark: ' ', text: before[i++] })
			k++
		} else if (i < before.length && (k === after.length || most[i + 1][k] >= most[i][k + 1])) rows.push({ mark: '-', text: before[i++] })
		else rows.push({ mark: '+', text: after[k++] })
	}
	return rows
}

/** What is stored: nothing that is empty and need not stand */
export function tidy(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(tidy)
	if (!value || typeof value !== 'object') return value
	return Object.fromEntries(Object.entries(value as Bag).flatMap(([name, inner]): [string, unknown][] => {
		if (inner === undefined || inner === '' || (name === 'name' && !inner)) return []
		const own = tidy(inner)
		if (name === 'words' && own && typeof own === 'object' && !Object.keys(own).length) return []
		return [[name, own]]
	}))
}

/** The step or item that a problem's place leads to */
export function rowOf(steps: Step[], verbs: Verb[], path: string): object | undefined {
	const rows = rowsOf(steps, verbs)
	let at = path.includes('[') ? path.slice(path.indexOf('[')) : ''
	while (at && !(rows.has(at) && at.endsWith(']'))) at = at.replace(/(\.[^.[\]]+|\[\d+\])$/, '')
	let found: unknown = steps
	for (const [, index, member] of at.matchAll(/\[(\d+)\]|\.([^.[\]]+)/g)) found = index === undefined ? (found as Bag)[member] : (found as unknown[])[Number(index)]
	return at ? found as object : undefined
}
