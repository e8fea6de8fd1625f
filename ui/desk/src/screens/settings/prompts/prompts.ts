/* What the parts of the screen of prompts share */
import type { Prompt, Said } from '../../../../../shared/api/prompts'
import { t } from '../../../text/t'

export const LANGS = ['ru', 'en'] as const
/** In the order of a call; names without a dot are of the first */
export const GROUPS = ['common', 'line', 'language', 'region', 'office', 'neighbour', 'menu', 'number', 'status', 'service', 'list', 'queue', 'callback', 'mail', 'record', 'transfer', 'survey', 'other'] as const
export type Group = typeof GROUPS[number]

export function groupOf(prompt: Prompt): Group {
	const at = prompt.name.indexOf('.')
	if (at < 0) return 'common'
	return GROUPS.find((one) => one === prompt.name.slice(0, at)) ?? 'other'
}

/** Words with each value named: "Ожидание — от ‹число› до ‹количество›." */
export const wordsIn = (prompt: Prompt, lang: 'ru' | 'en'): string => prompt[lang].words.replace(/\{([^:}]+)[^}]*\}/g, (_, name: string) => {
	const kind = prompt.wants.find((one) => one.name === name)?.kind ?? 'text'
	return `‹${t(`prompts.kind-${name === 'org' ? 'org' : kind}`)}›`
})

export const recordedIn = (said: Said): boolean => !!said.keys || said.places.some((one) => one.recorded)
