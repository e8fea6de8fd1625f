/* The table of who answers what: levels as they are shown and changed */
import type { Skill } from '../../../shared/api/skills'

/** The level of a member in a topic; undefined: as in all others */
export const levelOf = (one: Skill, topic: string): number | undefined => one.skills.find((own) => own.topic === topic)?.level

/** The same with another level; undefined: as in all others */
export function withLevel(one: Skill, topic: string, level: number | undefined): Skill {
	const rest = one.skills.filter((own) => own.topic !== topic)
	return { ...one, skills: level === undefined ? rest : [...rest, { topic, level }] }
}

/** Two that say the same, whatever the order */
export function same(one: Skill, other: Skill): boolean {
	const plain = (own: Skill): string => JSON.stringify([
		[...own.langs].sort(), [...own.regions].sort(), own.skills.map((skill) => `${skill.topic}:${skill.level}`).sort(), own.level_other, own.written_most ?? -1,
	])
	return plain(one) === plain(other)
}

/** How many can have a call about a topic */
export const able = (all: Skill[], topic: string): number => all.filter((one) => (levelOf(one, topic) ?? one.level_other) > 0).length

/** Where a key leads in a grid; undefined: it is none of ours */
export function moved(key: string, at: { row: number, col: number }, rows: number, cols: number, page: number, ctrl: boolean): { row: number, col: number } | undefined {
	const clamp = (n: number, most: number): number => Math.max(0, Math.min(most - 1, n))
	switch (key) {
	case 'ArrowUp': return { ...at, row: clamp(at.row - 1, rows) }
	case 'ArrowDown': return { ...at, row: clamp(at.row + 1, rows) }
	case 'ArrowLeft': return { ...at, col: clamp(at.col - 1, cols) }
	case 'ArrowRight': return { ...at, col: clamp(at.col + 1, cols) }
	case 'PageUp': return { ...at, row: clamp(at.row - page, rows) }
	case 'PageDown': return { ...at, row: clamp(at.row + page, rows) }
	case 'Home': return { row: ctrl ? 0 : at.row, col: 0 }
	case 'End': return { row: ctrl ? rows - 1 : at.row, col: cols - 1 }
	default: return undefined
	}
}
