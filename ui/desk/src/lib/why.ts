/* A state with its reason, in words */
import type { Presence, Reason } from '../../../shared/api/session'
import { t } from '../text/t'

export const named = (state: Presence, why?: Reason): string =>
	why ? t('presence.because', { state: t(`presence.${state}`), reason: t(`why.${why}`) }) : t(`presence.${state}`)
