/* What a citizen says, as the checks take it and as people read it. Names go to the check as Фамилия|Имя|Отчество. */
import type { CheckKind } from '../../../shared/api/register'

/** For the check; undefined: nothing that could be checked. A name of one word may be a surname or a given name: both are tried */
export function askedOf(kind: CheckKind, typed: string): string | undefined {
	const value = typed.trim()
	if (!value) return undefined
	if (kind !== 'name') return value
	const words = value.split(/\s+/)
	if (words.length > 3) return undefined
	return words.length === 1 ? `${value}|${value}` : words.join('|')
}

/** A normalised value or a suggestion as it is typed; `typed` says how many words of a name were meant */
export function shownOf(kind: CheckKind, value: string, typed: string): string {
	if (kind === 'name') return value.split('|').filter(Boolean).slice(0, typed.trim().split(/\s+/).length).join(' ')
	const phone = kind === 'phone' && /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(value)
	return phone ? `+7 ${phone[1]} ${phone[2]}-${phone[3]}-${phone[4]}` : value
}
