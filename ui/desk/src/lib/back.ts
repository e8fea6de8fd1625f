/* Words about a call back that is owed, and its withdrawal, for the Line screen and the card */
import { withdraw, type Callback } from '../../../shared/api/callback'
import { wordsOf } from '../store/refuse'
import { note } from '../store/say'
import { dateTime, t } from '../text/t'
import { shownNumber } from './shown'

type Dashed<S extends string> = S extends `${infer A}_${infer B}` ? `${A}-${B}` : S
const dashed = <S extends string>(word: S): Dashed<S> => word.replace('_', '-') as Dashed<S>

/** How the last try ended; '' there was none */
export const outcome = (one: Callback): string => one.outcome ? t(`backs.outcome-${dashed(one.outcome)}`) : ''

/** When the program dials next, and what became of the last try; '' it does not dial by itself */
export function nextTry(one: Callback): string {
	if (one.state === 'dialled') return t('backs.state-dialled')
	if (!one.next_at) return ''
	const when = dateTime(one.next_at)
	return one.outcome ? t('backs.next-after', { when, why: outcome(one) }) : t('backs.next', { when })
}

/** Who promised it, or how the citizen asked for it */
export function whoAndWhy(one: Callback): string {
	const why = one.reason ? t(`backs.reason-${one.reason}`) : ''
	return one.by && one.reason === 'desk' ? t('backs.by', { name: one.by }) : [why, one.by].filter(Boolean).join(', ')
}

/** Asks once more, and tells what became of it. True: it is withdrawn */
export async function withdrawn(number: string): Promise<boolean> {
	const shown = shownNumber(number)
	if (!confirm(t('backs.withdraw-ask', { number: shown }))) return false
	try {
		await withdraw(number)
		note(t('backs.withdrawn', { number: shown }))
		return true
	} catch (err) {
		note(wordsOf(err), 'crit')
		return false
	}
}
