/* The words of the desk, cut in two at build time: what the first screen may need, and what the settings alone do. Modules
   "words:ru/first", "words:en/late" … of text/ru.json and text/en.json */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const LATE = ['announce', 'calendar', 'exception', 'flow', 'lines', 'queues', 'staff', 'terms', 'topics', 'trunks']
const OWN = '\0words:'

export const words = (): Plugin => ({
	name: 'words',
	resolveId: (id) => id.startsWith('words:') ? '\0' + id : undefined,
	load(id) {
		if (!id.startsWith(OWN)) return undefined
		const [lang, part] = id.slice(OWN.length).split('/')
		const file = fileURLToPath(new URL(`../../text/${lang}.json`, import.meta.url))
		const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')).desk as object)
		this.addWatchFile(file)
		return 'export default ' + JSON.stringify(Object.fromEntries(all.filter(([name]) => LATE.includes(name) === (part === 'late'))))
	},
})
