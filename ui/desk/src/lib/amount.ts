/* The value of a term, as the server reads it: «5 working days», «8 hours of line», «30 calendar days, next working day» */
export const UNITS = ['minutes', 'hours', 'working-minutes', 'working-hours', 'working-days', 'calendar-days', 'full-days'] as const
export type Unit = typeof UNITS[number]

export interface Parts { n: number, unit: Unit, rest: string }

const SHORT: Record<string, Unit> = { min: 'minutes', h: 'hours' }

export function partsOf(value: string): Parts | undefined {
	const parts = /^\s*(\d+)\s+(min|h|(?:working |calendar |full )?(?:minute|hour|day)s?)(\s+of\s.*|\s*,.*)?$/.exec(value)
	if (!parts) return undefined
	const many = parts[2].endsWith('s') || parts[2] in SHORT ? parts[2] : parts[2] + 's'
	const unit = SHORT[many] ?? many.replace(' ', '-') as Unit
	return UNITS.includes(unit) ? { n: Number(parts[1]), unit, rest: parts[3] ?? '' } : undefined
}

export function valueOf({ n, unit, rest }: Parts): string {
	const words = unit.replace('-', ' ')
	return `${n} ${n === 1 ? words.slice(0, -1) : words}${rest}`
}

/** A span in hours, as it stands in a sentence: 24, 1.5 */
export const hoursOf = (ms: number): number => Math.round(ms / 360_000) / 10
