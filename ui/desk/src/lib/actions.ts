/* Actions: whoever is on screen says what can be done now; keys, buttons and the command bar do the same thing. */
import { onBeforeUnmount, onMounted, shallowReactive } from 'vue'
import { KEYS, strokeOf, type ActionId } from './keymap'
import { view } from '../store/view'

export interface Action {
	id: ActionId
	run: () => void
	/** Absent: always */
	can?: () => boolean
}

export const actions = shallowReactive(new Map<ActionId, Action>())

export function useActions(own: Action[]): void {
	/* what lies over another (a screen over the shell) hides its action and gives it back */
	const under = new Map<ActionId, Action>()
	onMounted(() => own.forEach((action) => {
		const before = actions.get(action.id)
		if (before) under.set(action.id, before)
		actions.set(action.id, action)
	}))
	onBeforeUnmount(() => own.forEach((action) => {
		if (actions.get(action.id) !== action) return
		const before = under.get(action.id)
		if (before) actions.set(action.id, before)
		else actions.delete(action.id)
	}))
}

export function runAction(id: ActionId): boolean {
	const action = actions.get(id)
	if (!action || (action.can && !action.can())) return false
	action.run()
	return true
}

const PREFIX_MS = 1500
let prefix = ''
let prefixAt = 0

function isTyping(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export function pressed(event: KeyboardEvent): void {
	const stroke = strokeOf(event)
	if (!stroke || event.defaultPrevented || event.isComposing) return
	/* keys that write nothing act in fields too */
	const held = stroke.startsWith('ctrl+') || /^f\d/.test(stroke)
	if (!held && (!view.letters || isTyping(event.target))) return
	const open = document.querySelector('[role="dialog"],[role="menu"],[role="listbox"][data-open]')
	if (open) return
	const now = event.timeStamp
	const whole = prefix && now - prefixAt < PREFIX_MS ? `${prefix} ${stroke}` : stroke
	prefix = ''
	const hit = (Object.keys(KEYS) as ActionId[]).find((id) => KEYS[id] === whole)
	if (hit) {
		if (runAction(hit)) event.preventDefault()
		return
	}
	if (stroke === 'g') {
		prefix = 'g'
		prefixAt = now
	}
}
