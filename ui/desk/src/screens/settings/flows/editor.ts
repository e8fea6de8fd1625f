/* What the parts of the flow editor share: the steps that are edited, the verbs there are, what is wrong and where */
import { computed, inject, nextTick, provide, reactive, ref, toRaw, watch, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import * as api from '../../../../../shared/api/flows'
import type { Flow, FlowProblem, Step, Verb, Verbs } from '../../../../../shared/api/flows'
import { byRow, copyOf, moveBy, moveIn, moveTo, namesOf, placeOf, rowsOf, stepNew, tidy } from '../../../lib/flow'
import { say } from '../../../store/say'
import { lang, t } from '../../../text/t'

/** What a prompt asks for, as a gap: "Вас приветствует …" */
export const plainWords = (words: string): string => words.replace(/\{[^}]*\}\.?/g, '…')

const CHECK_MS = 400
const UNDO_MAX = 100

export interface Editor {
	state: { steps: Step[], flow?: Flow, problems: FlowProblem[], topics: string[], calendars: string[], checklists: { key: string, name: string }[] }
	verbs: Verbs
	opened: Set<number>
	dirty: ComputedRef<boolean>
	undoable: ComputedRef<boolean>
	names: ComputedRef<string[]>
	problems: ComputedRef<Record<string, FlowProblem[]>>
	dragged: Ref<Step | undefined>
	may: boolean
	load: (flow: Flow) => void
	verbOf: (step: Step) => Verb | undefined
	idOf: (one: object) => number
	wordsOf: (prompt: string) => string
	add: (list: Step[], index: number, verb: Verb) => void
	copy: (step: Step) => void
	remove: (step: Step) => void
	move: (step: Step, by: -1 | 1) => void
	into: (step: Step) => void
	drop: (list: Step[], index: number) => void
	toggle: (one: object) => void
	undo: () => void
	stored: () => Step[]
}

const KEY: InjectionKey<Editor> = Symbol('flow editor')
export const useEditor = (): Editor => inject(KEY)!

export function makeEditor(verbs: Verbs, may: boolean): Editor {
	const state = reactive({ steps: [] as Step[], flow: undefined as Flow | undefined, problems: [] as FlowProblem[], topics: [] as string[], calendars: [] as string[], checklists: [] as { key: string, name: string }[] })
	const opened = reactive(new Set<number>())
	const dragged = ref<Step>()
	const past = ref<string[]>([])
	const base = ref('')
	const ids = new WeakMap<object, number>()
	let next = 1
	let now = ''
	let timer: ReturnType<typeof setTimeout> | undefined
	let undoing = false

	const text = computed(() => JSON.stringify(state.steps))
	const rows = computed(() => rowsOf(state.steps, verbs.verbs))
	const stored = (): Step[] => tidy(copyOf(state.steps)) as Step[]

	function idOf(one: object): number {
		const raw = toRaw(one)
		let id = ids.get(raw)
		if (!id) ids.set(raw, id = next++)
		return id
	}

	function check(): void {
		clearTimeout(timer)
		timer = setTimeout(async () => {
			const asked = text.value
			try {
				const found = await api.check(stored())
				if (asked === text.value) state.problems = found
			} catch { /* the banner says that the line is gone */ }
		}, CHECK_MS)
	}

	function load(flow: Flow): void {
		state.flow = flow
		state.steps = copyOf(flow.steps)
		state.problems = flow.problems
		now = base.value = text.value
		past.value = []
	}

	watch(text, (own) => {
		if (own === now) return
		if (!undoing) past.value = [...past.value.slice(-UNDO_MAX + 1), now]
		undoing = false
		now = own
		check()
	}, { flush: 'sync' })

	/** The focus stays with the step that moved */
	function follow(step: Step, words: string): void {
		void nextTick(() => document.getElementById(`step-${idOf(step)}`)?.focus())
		say(words)
	}
	function told(step: Step): void {
		const place = placeOf(state.steps, verbs.verbs, step)
		const verb = verbs.verbs.find((one) => one.verb === step.do)
		if (place) follow(step, t('flow.moved', { name: verb?.title ?? step.do, n: place.index + 1 }))
	}

	const editor: Editor = {
		state, verbs, opened, dragged, may, load, idOf, stored,
		dirty: computed(() => text.value !== base.value),
		undoable: computed(() => past.value.length > 0),
		names: computed(() => namesOf(state.steps, verbs.verbs)),
		problems: computed(() => byRow(state.problems, rows.value)),
		verbOf: (step) => verbs.verbs.find((one) => one.verb === step.do),
		wordsOf: (prompt) => plainWords(verbs.prompts.find((one) => one.name === prompt)?.words ?? prompt),
		add(list, index, verb) {
			list.splice(index, 0, stepNew(verb))
			opened.add(idOf(list[index]))
			follow(list[index], t('flow.added', { name: verb.title }))
		},
		copy(step) {
			const place = placeOf(state.steps, verbs.verbs, step)
			if (!place) return
			const own = copyOf(step)
			delete own.name
			place.list.splice(place.index + 1, 0, own)
			follow(place.list[place.index + 1], t('flow.copied'))
		},
		remove(step) {
			const place = placeOf(state.steps, verbs.verbs, step)
			if (!place) return
			place.list.splice(place.index, 1)
			const left = place.list[place.index] ?? place.list[place.index - 1]
			if (left) follow(left, t('flow.removed'))
			else say(t('flow.removed'))
		},
		move: (step, by) => { if (moveBy(state.steps, verbs.verbs, step, by)) told(step) },
		into: (step) => { if (moveIn(state.steps, verbs.verbs, step)) told(step) },
		drop(list, index) {
			const step = dragged.value
			dragged.value = undefined
			if (step && moveTo(state.steps, verbs.verbs, step, list, index)) told(step)
		},
		toggle(one) {
			const id = idOf(one)
			if (!opened.delete(id)) opened.add(id)
		},
		undo() {
			const own = past.value.at(-1)
			if (own === undefined) return
			past.value = past.value.slice(0, -1)
			undoing = true
			state.steps = JSON.parse(own) as Step[]
			say(t('flow.undone'))
		},
	}
	provide(KEY, editor)
	return editor
}

/** One sound at a time */
let sounding: HTMLAudioElement | undefined
/* Whoever asked for a sound before is not played any more */
let turn = 0

export function hush(): void {
	turn++
	sounding?.pause()
	sounding = undefined
}

async function play(sound: Blob): Promise<void> {
	hush()
	const url = URL.createObjectURL(sound)
	const own = sounding = new Audio(url)
	await new Promise<void>((resolve) => {
		own.onended = own.onerror = own.onpause = () => resolve()
		own.play().catch(() => resolve())
	})
	URL.revokeObjectURL(url)
}

/** Plays a sound that comes, unless another was asked for meanwhile, or silence; ends when it has been heard, or another begins */
export async function hearing(sound: Promise<Blob>): Promise<void> {
	hush()
	const own = turn, got = await sound
	if (own === turn) await play(got)
}

/** Plays what a caller would hear */
export const hear = (asked: Parameters<typeof api.hear>[0]): Promise<void> => hearing(api.hear(asked))

export const deskLang = (): 'ru' | 'en' => lang() === 'en' ? 'en' : 'ru'
