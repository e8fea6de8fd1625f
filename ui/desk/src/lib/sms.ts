/** How many SMS a text takes, as the server counts (src/checklist/parts.c): 160 characters of the GSM alphabet or 70 UTF-16 units; 153 or 67 of several */
export function smsParts(text: string): number {
	const more = '£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n\r'
	let gsm = 0
	for (const one of text) {
		if ('^{}\\[~]|€'.includes(one)) gsm += 2
		else if ((one >= ' ' && one <= '~' && one !== '`') || more.includes(one)) gsm += 1
		else return text.length <= 70 ? 1 : Math.ceil(text.length / 67)
	}
	return gsm <= 160 ? Math.min(gsm, 1) : Math.ceil(gsm / 153)
}

/** A checklist as it is sent */
export const checklistText = (name: string, lines: string[]): string => `${name}:` + lines.map((one, i) => `\n${i + 1}. ${one}`).join('')
