/* What the dock says of a call that is here no more, and of one that comes */
import type { Call, Gone } from '../../../../shared/api/call'
import { t } from '../../text/t'

export function endWords(gone?: Gone): string {
	if (!gone) return t('dock.ended')
	return gone.how === 'taken_over' && gone.by ? t('dock.gone-by', { name: gone.by }) : t(`dock.gone-${gone.how === 'taken_over' ? 'taken' : gone.how}`)
}

export const fromWords = (call: Pick<Call, 'medium' | 'callback'>): string => t(call.callback ? 'dock.from-back' : `dock.from-${call.medium}`)
