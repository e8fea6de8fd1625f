/* Every key of the desk, in one table: buttons print from it, the cheat sheet lists it, the listener obeys it.
 *
 * Letters are places on the keyboard (event.code), so they work in the Russian layout as in the Latin one. None is taken
 * from a browser: single letters act only outside of fields and can be switched off (WCAG 2.1.4); Ctrl+K and Ctrl+Enter
 * mean nothing to a page's text. */
export const KEYS = {
	'app.commands': 'ctrl+k',
	'app.search': '/',
	'app.keys': '?',
	'app.presence': 'b',
	'app.ready': 'a',
	'go.work': 'g w',
	'go.appeals': 'g a',
	'go.register': 'g n',
	'go.settings': 'g s',
	'go.journal': 'g j',
	'go.line': 'g l',
	'go.figures': 'g f',
	'list.next': 'j',
	'list.previous': 'k',
	'appeal.take': 't',
	'appeal.return': 'u',
	'appeal.answer': 'r',
	'appeal.request': 'q',
	'appeal.note': 'n',
	'appeal.close': 'c',
	'appeal.reopen': 'o',
	'appeal.topic': 'm',
	'appeal.delay': 'd',
	'appeal.phone': 'p',
	'appeal.copy': 'y',
	'appeal.open': 'v',
	'appeal.dictate': 'x',
	'appeal.application': 'g z',
	'appeal.hurry': 'g u',
	'appeal.back': 'g b',
	'appeal.facts': 'i',
	'appeal.history': 'h',
	'appeal.files': 'f',
	'call.answer': 'f2',
	'call.end': 'f4',
	'call.hold': 'f8',
	'call.switch': 'f7',
	'call.mute': 'f9',
	'call.record': 'f10',
	'call.dial': 'l',
	'call.attach': 'w',
	'call.split': 'e',
	'call.transfer': 'g p',
	'call.hurry': 'g h',
	'call.pass': 'g t',
	'call.dismiss': 'g d',
	'call.minute': 'g m',
	'call.dictate': 'z',
	'call.copy': 's',
	'line.listen': 'g i',
	'line.whisper': 'g k',
	'line.seize': 'g q',
	'line.stop': 'g x',
	'write.send': 'ctrl+enter',
	'write.sendclose': 'ctrl+shift+enter',
} as const

export type ActionId = keyof typeof KEYS

const SHOWN: Record<string, string> = { ctrl: 'Ctrl', shift: 'Shift', enter: '⏎' }

/** "ctrl+enter" → "Ctrl ⏎", "g w" → "G W" */
export function shownKeys(id: ActionId): string {
	return KEYS[id].split(/[+ ]/).map((part) => SHOWN[part] ?? part.toUpperCase()).join(' ')
}

/** For aria-keyshortcuts: "Control+Enter"; a sequence of two keys has no form there */
export function ariaKeys(id: ActionId): string | undefined {
	const keys: string = KEYS[id]
	if (keys.includes(' ')) return undefined
	return keys.split('+').map((part) => ({ ctrl: 'Control', shift: 'Shift', enter: 'Enter' })[part] ?? (/^f\d/.test(part) ? part.toUpperCase() : part)).join('+')
}

/** What a key press is called here, or undefined when it is none of ours */
export function strokeOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string | undefined {
	if (event.altKey) return undefined
	const ctrl = event.ctrlKey || event.metaKey
	if (!ctrl && event.key === '?') return '?'
	if (!ctrl && (event.key === '/' || (event.code === 'Slash' && !event.shiftKey))) return '/'
	let base: string | undefined
	if (event.key === 'Enter') base = 'enter'
	else if (!ctrl && !event.shiftKey && /^F\d+$/.test(event.key)) base = event.key.toLowerCase()
	else if (/^Key[A-Z]$/.test(event.code)) base = event.code.slice(3).toLowerCase()
	if (!base || (!ctrl && (event.shiftKey || base === 'enter'))) return undefined
	return (ctrl ? 'ctrl+' : '') + (event.shiftKey ? 'shift+' : '') + base
}
