/* The first screen in one piece: all that main.ts reaches without asking for it later. Left to itself the bundler cuts it by who shares
   what with which late screen, and parts of those come along */
import type { GetManualChunk } from 'rollup'

export function first(entry: string): GetManualChunk {
	let own: Set<string> | undefined

	return (id, { getModuleInfo }) => {
		if (!own) {
			own = new Set()
			const ahead = [entry]
			while (ahead.length) {
				const next = ahead.pop()!
				if (own.has(next)) continue
				own.add(next)
				ahead.push(...getModuleInfo(next)?.importedIds ?? [])
			}
		}
		return own.has(id) ? 'desk' : undefined
	}
}
