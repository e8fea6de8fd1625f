/* What the screen reader is told, and the short notes on screen. Nothing here ever moves the focus. */
import { reactive } from 'vue'

export interface Note { id: number, text: string, tone: 'ok' | 'warn' | 'crit' }

export const said = reactive({ polite: '', urgent: '', notes: [] as Note[] })

let next = 1

/** Says it politely: a reader ends its sentence first */
export function say(text: string): void {
	said.polite = said.polite === text ? text + '\u00a0' : text
}

/** The same as note, and its id */
export function notice(text: string, tone: Note['tone'] = 'ok'): number {
	const own = { id: next++, text, tone }
	said.notes = [...said.notes.slice(-2), own]
	if (tone === 'crit') said.urgent = text
	else {
		say(text)
		setTimeout(() => drop(own.id), 6000)
	}
	return own.id
}

/** A note on screen for a few seconds; a bad one is said at once and stays until it is closed */
export function note(text: string, tone: Note['tone'] = 'ok'): void {
	notice(text, tone)
}

export function drop(id: number): void {
	said.notes = said.notes.filter((own) => own.id !== id)
}
