/* What somebody typed into the search box: a number of an appeal, or words.
 *
 * The letters of a number are the twelve that Cyrillic and Latin share, so either alphabet, any case, and dashes or
 * spaces anywhere are taken; the ten digits alone are enough. Whether such a number exists only the server knows. */
const CYRILLIC = 'АВЕКМНОРСТУХ'
const LATIN = 'ABEKMHOPCTYX'

/** "ав 123456-7890" → "AB-123456-7890"; "1234567890" → itself; anything else → undefined */
export function numberOf(typed: string): string | undefined {
	const plain = typed.replace(/^\s*[№#]/, '').normalize('NFKC').toUpperCase().replace(/[\s\p{Pd}._]/gu, '')
	const latin = [...plain].map((letter) => {
		const at = CYRILLIC.indexOf(letter)
		return at < 0 ? letter : LATIN[at]
	}).join('')
	const parts = /^([A-Z]{2})?(\d{6})(\d{4})$/.exec(latin)
	if (!parts) return undefined
	if (!parts[1]) return parts[2] + parts[3]
	return [...parts[1]].every((letter) => LATIN.includes(letter)) ? `${parts[1]}-${parts[2]}-${parts[3]}` : undefined
}

/** The number as people read it in Russian: Cyrillic letters */
export function russianNumber(number: string): string {
	return [...number].map((letter) => {
		const at = LATIN.indexOf(letter)
		return at < 0 ? letter : CYRILLIC[at]
	}).join('')
}

/** "АВ-123456-7890" → ["А", "В", "12", "34", "56", "78", "90"] */
export const spokenOf = (number: string): string[] => number.match(/\d\d|[^\d-]/g) ?? []

/** The parts of a number as they are said, in breaths: ["А", "В", "12", "34", …] → ["А-В", "12-34-56", "78-90"] */
export function grouped(spoken: string[]): string[] {
	const letters = spoken.filter((part) => !/\d/.test(part))
	const pairs = spoken.filter((part) => /\d/.test(part))
	return [letters, pairs.slice(0, 3), pairs.slice(3)].filter((group) => group.length).map((group) => group.join('-'))
}

const NAMES: Record<string, string> = { А: 'а', В: 'вэ', Е: 'е', К: 'ка', М: 'эм', Н: 'эн', О: 'о', Р: 'эр', С: 'эс', Т: 'тэ', У: 'у', Х: 'ха' }

/** How a Cyrillic letter of a number is called, as the line itself says it; none for digits and Latin letters */
export const letterName = (letter: string): string | undefined => NAMES[letter]
