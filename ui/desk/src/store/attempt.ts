/* An act of a settings screen, and what came of it said */
import { t } from '../text/t'
import { wordsOf } from './refuse'
import { note } from './say'

export async function attempt(act: () => Promise<unknown>): Promise<void> {
	try {
		await act()
		note(t('settings.saved'))
	} catch (err) {
		note(wordsOf(err), 'crit')
	}
}
