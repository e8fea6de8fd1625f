/* What operators may be offered: topics with levels, languages, regions, how much at once */
import { call, itemsOf } from './http'

export interface Skill {
	id: string
	name: string
	langs: ('ru' | 'en')[]
	/** Codes; none: every region */
	regions: string[]
	skills: { topic: string, level: number }[]
	/** In topics that are not named; 0: none of them */
	level_other: number
	/** Without it the setting of queues */
	written_most?: number
	version: number
}

const base = '/api/v1/settings/skills'
export const skills = async (): Promise<Skill[]> => itemsOf<Skill>(await call('GET', base))
export const setSkill = ({ id, name: _, ...rest }: Skill): Promise<Skill> => call('PUT', `${base}/${id}`, { body: rest })
