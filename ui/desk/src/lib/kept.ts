/* What somebody has written and not sent, kept in this window over a reload: theirs alone, gone when it is sent and when they sign out */
import { watch, type Ref } from 'vue'
import { useSession } from '../store/session'

/** `of`: what it is about. Fills `fields` with what was kept, and keeps them from now on; @return forgets it */
export function keep(of: () => string, fields: Record<string, Ref<string>>): () => void {
	const at = (): string => `kept ${useSession().me?.id} ${of()}`
	const forget = (): void => sessionStorage.removeItem(at())

	watch(of, () => {
		const had = JSON.parse(sessionStorage.getItem(at()) ?? '{}') as Record<string, string>
		for (const [name, field] of Object.entries(fields)) field.value = had[name] ?? ''
	}, { immediate: true, flush: 'sync' })
	watch(Object.values(fields), () => {
		const all = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))
		if (Object.values(all).some(Boolean)) sessionStorage.setItem(at(), JSON.stringify(all))
		else forget()
	}, { flush: 'sync' })
	return forget
}
