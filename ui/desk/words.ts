/* The words of the desk, cut in three at build time: what the first screen may need, what appeals and calls do, and what the settings alone do.
   Modules "words:ru/first", "words:ru/desk", "words:en/settings" … of text/ru.json and text/en.json */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const PARTS: Record<string, string[]> = {
	settings: ['announce', 'calendar', 'exception', 'flow', 'lines', 'phones', 'prompts', 'queues', 'skills', 'staff', 'terms', 'topics', 'trunks'],
	desk: ['act', 'action', 'application', 'attach', 'backs', 'cause', 'channel', 'clash', 'close', 'day', 'delay', 'done', 'event', 'figures', 'file', 'guest', 'hurry', 'keys', 'line', 'listen', 'message', 'number', 'path', 'recording', 'reopen', 'repeat', 'result', 'reveal', 'split', 'told', 'topic', 'transfer', 'trunk', 'unit', 'write'],
}
const partOf = (section: string): string => Object.keys(PARTS).find((part) => PARTS[part].includes(section)) ?? 'first'
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
		return 'export default ' + JSON.stringify(Object.fromEntries(all.filter(([name]) => partOf(name) === part)))
	},
})
