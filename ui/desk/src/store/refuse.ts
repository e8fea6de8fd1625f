/* A failure in words for people */
import { Offline, Problem } from '../../../shared/api/http'
import { find, t } from '../text/t'

export function wordsOf(err: unknown): string {
	if (err instanceof Offline) return t('net.offline')
	if (!(err instanceof Problem)) return t('error.unknown')
	const own = err.code && find('error.code.' + err.code.replace(/[._]/g, '-'))
	return own || err.detail || find(`error.status-${err.status}`) || t('error.unknown')
}

/** The words for one field of a form, or undefined */
export function wordsFor(err: unknown, field: string): string | undefined {
	if (!(err instanceof Problem)) return undefined
	const own = err.fields.find((row) => row.field === field)
	return own && (own.detail || own.code)
}
