/* The form of an appeal that is being registered: kept while this window lives, so that one may look something up and come back.
 * It is kept nowhere else: it holds what a citizen said about themselves. */
import { reactive } from 'vue'
import type { Kind } from '../../../../shared/api/appeal'
import { commandId } from '../../../../shared/api/http'
import type { AppealNew, Registered } from '../../../../shared/api/register'

const EMPTY = { kind: 'question' as Kind, topic: '', text: '', name: '', phone: '', email: '', region: '' }

export const form = reactive({ ...EMPTY })
export const state = reactive<{ done?: Registered }>({})
let sent = ''
let key = ''

export function body(): AppealNew {
	const filled = Object.entries(form).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value)
	return Object.fromEntries(filled) as unknown as AppealNew
}

/** The key of what is sent: the same form sent again, after a broken line, is the same appeal */
export function keyOf(what: AppealNew): string {
	const text = JSON.stringify(what)
	if (text !== sent) [sent, key] = [text, commandId()]
	return key
}

export function clear(): void {
	Object.assign(form, EMPTY)
	state.done = undefined
	sent = ''
}

const filled = (): boolean => Object.entries(form).some(([name, value]) => name !== 'kind' && value.trim() !== '')

addEventListener('beforeunload', (event) => { if (filled() && !state.done) event.preventDefault() })
