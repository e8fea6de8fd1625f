/* Moving the focus through a list with arrows, Home and End, and with J and K from anywhere */
import type { Ref } from 'vue'

export function useRoving(box: Ref<HTMLElement | undefined>, selector: string): {
	move: (step: number) => boolean
	keys: (event: KeyboardEvent) => void
} {
	const rows = (): HTMLElement[] => [...(box.value?.querySelectorAll<HTMLElement>(selector) ?? [])]

	/** Moves by a step; from outside of the list to the opened row, or to the first */
	function move(step: number): boolean {
		const all = rows()
		const at = all.indexOf(document.activeElement as HTMLElement)
		const opened = all.findIndex((row) => row.getAttribute('aria-current') === 'true')
		const next = all[at >= 0 ? at + step : opened >= 0 ? opened + step : 0]
		next?.focus()
		next?.scrollIntoView({ block: 'nearest' })
		return !!next
	}

	function keys(event: KeyboardEvent): void {
		const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
		if (event.altKey || event.ctrlKey || event.metaKey) return
		if (event.key in steps) move(steps[event.key])
		else if (event.key === 'Home') rows()[0]?.focus()
		else if (event.key === 'End') rows().at(-1)?.focus()
		else return
		event.preventDefault()
	}

	return { move, keys }
}
